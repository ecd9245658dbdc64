import { Fault, unavailable } from '../../kernel/fault';
import type { EnrolmentContract } from '../identity/enrolment-matching';
import type { EnrolmentLookup } from '../identity/enrolment-ports';
import type { ServicingSystem } from './servicing-system';

/** Asks the servicing system online about the contract that somebody registers with, and gives up in time for an even answer. */
export class ServicingEnrolmentLookup implements EnrolmentLookup {
  constructor(
    private readonly system: Pick<ServicingSystem, 'readEnrolmentFacts'>,
    private readonly timeoutMs: number,
  ) {}

  async find(contractNumber: string): Promise<EnrolmentContract | undefined> {
    if (contractNumber === '') return undefined;
    // A connector that refuses the number leaves the question as open as one that is down.
    const facts = await this.inTime(this.system.readEnrolmentFacts(contractNumber)).catch((error: unknown) => {
      throw error instanceof Fault ? error : unavailable('servicing system', error);
    });
    if (!facts) return undefined;
    const { contractId, isBooked, privateLabel, billingPostalCode, billingCountryCode, billToEmails } = facts;
    return {
      contractId,
      // It was found by this number; the answer does not repeat it.
      contractNumber,
      isBooked,
      privateLabel,
      billingPostalCode,
      billingCountryCode,
      billToEmails,
      billToAccountId: null,
      customers: facts.customers.map(({ accountId, emails, contactEmails }) => ({ accountId, emails: [...emails, ...contactEmails] })),
    };
  }

  private async inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const giveUp = (): void => reject(unavailable('servicing system', new Error(`No answer within ${this.timeoutMs} ms.`)));
      timer = setTimeout(giveUp, this.timeoutMs);
    });
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  }
}
