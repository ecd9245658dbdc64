import type { AssetRecord } from './daily-record';
import type { LiveBook } from './live-book';
import type { ContractRecord } from './record';

/** The assets of the contract. */
export function assetsOn(book: LiveBook, contractOid: number): AssetRecord[] {
  return book.on('assets', contractOid, (asset) => asset.ContractOid === contractOid);
}

/** The asset that a contract's charges name: a lease's first one, none of a loan's. */
export function billedAssetOid(book: LiveBook, contract: ContractRecord): number | null {
  if (contract.ContractScenario === 'LOAN') return null;
  const oids = assetsOn(book, contract.ContractOid).map(({ AssetOid }) => AssetOid);
  return oids.length === 0 ? null : Math.min(...oids);
}
