const UINT32 = 4_294_967_296;

/** A reproducible stream of integers: the same seeds give the same stream on every machine. Never used for money arithmetic, only to choose. */
export class Random {
  private state: number;

  constructor(...seeds: number[]) {
    let hash = 0x9e3779b9;
    for (const seed of seeds) hash = mix(hash ^ (seed | 0)) + 0x7f4a7c15;
    this.state = hash | 0;
  }

  /** An integer in [0, count). */
  below(count: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / UINT32) * count);
  }

  /** An integer in [low, high]. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True in `percent` of a hundred draws. */
  chance(percent: number): boolean {
    return this.below(10_000) < percent * 100;
  }

  /** One of the given things. */
  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }
}

function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) | 0;
}
