/** A reason a caller can act on, as payloads show it: a stable code, a sentence for people, the input field if one is to blame. */
export interface Refusal {
  code: string;
  message: string;
  field?: string;
}

/** What a business operation answers: it was done, or why it was refused. Faults are thrown instead. */
export type Outcome<Value> = { done: true; value: Value } | { done: false; refusals: readonly Refusal[] };

export function done<Value>(value: Value): Outcome<Value> {
  return { done: true, value };
}

export function refused(...refusals: Refusal[]): { done: false; refusals: Refusal[] } {
  return { done: false, refusals };
}
