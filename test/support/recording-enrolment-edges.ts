import type { EnrolmentEdges } from '../../src/enrolment-parts';
import type { EnrolledPerson, EnrolmentSubject, PostedLetter } from '../../src/domain/identity/enrolment-ports';
import { Fault } from '../../src/kernel/fault';

const TRIES = 5;

/** What self-enrolment hands on to, remembered for a test to look at. The throttle allows five failed tries and knows no time. */
export class RecordingEnrolmentEdges implements EnrolmentEdges {
  readonly issued: EnrolledPerson[] = [];
  readonly requested: number[][] = [];
  readonly counts = new Map<string, number>();
  /** What became of the latest registration letter, if there is one. */
  letter: PostedLetter | undefined;
  /** What the next letter fails with. */
  failure: Error | undefined;

  readonly throttle = {
    take: (subjects: readonly EnrolmentSubject[]): Promise<void> => {
      if (subjects.some((subject) => this.count(subject) >= TRIES)) return Promise.reject(new Fault('RATE_LIMITED', 'Too many tries.'));
      this.add(subjects, 1);
      return Promise.resolve();
    },
    succeeded: (subjects: readonly EnrolmentSubject[]): Promise<void> => {
      this.add(subjects, -1);
      return Promise.resolve();
    },
  };

  readonly links = {
    issue: (_transaction: unknown, person: EnrolledPerson, purpose: 'REGISTRATION'): Promise<void> => {
      if (this.failure) return Promise.reject(this.failure);
      expect(purpose).toBe('REGISTRATION');
      this.issued.push(person);
      return Promise.resolve();
    },
  };

  readonly customerSyncs = {
    request: (_transaction: unknown, accountIds: readonly number[], reason: 'ENROLLED'): Promise<void> => {
      expect(reason).toBe('ENROLLED');
      this.requested.push([...accountIds]);
      return Promise.resolve();
    },
  };

  readonly letters = { lastMailTo: (): Promise<PostedLetter | undefined> => Promise.resolve(this.letter) };

  reset(): void {
    this.issued.length = 0;
    this.requested.length = 0;
    this.counts.clear();
    this.letter = undefined;
    this.failure = undefined;
  }

  count({ rule, key }: EnrolmentSubject): number {
    return this.counts.get(`${rule} ${key}`) ?? 0;
  }

  private add(subjects: readonly EnrolmentSubject[], by: number): void {
    for (const subject of subjects) this.counts.set(`${subject.rule} ${subject.key}`, this.count(subject) + by);
  }
}
