import { Fault, unavailable } from '../../kernel/fault';
import type { EnrolmentContract } from '../identity/enrolment-matching';
import type { EnrolmentLookup } from '../identity/enrolment-ports';
import { inTime } from './in-time';
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
    const facts = await inTime(this.timeoutMs, (signal) => this.system.readEnrolmentFacts(contractNumber, signal)).catch(
      (error: unknown) => {
        throw error instanceof Fault ? error : unavailable('servicing system', error);
      },
    );
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
}
