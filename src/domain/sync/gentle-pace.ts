/** Of the time a piece took, how long the rest after it lasts. */
const REST = 0.5;

/** Has work that people who read should not notice done one piece at a time, with a rest after each. */
export class GentlePace {
  private last: Promise<void> = Promise.resolve();

  /** Waits for its turn and does the work; its failure is its caller's alone. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.last;
    let next: () => void = () => undefined;
    this.last = new Promise((resolve) => (next = resolve));
    await before;
    const started = performance.now();
    try {
      return await work();
    } finally {
      setTimeout(next, (performance.now() - started) * REST);
    }
  }
}
