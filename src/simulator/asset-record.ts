import { formatCents } from '../kernel/money';
import { multiplyDivide, startYear } from './amortization';
import type { ContractPlan } from './contract-plan';
import type { AssetRecord } from './daily-record';
import { equipmentOf, modelYearOf, nameOf, type Equipment, type Extra } from './equipment';
import { Random } from './random';
import { serialNumber } from './serial-number';

/** The worth of an extra, in hundredths of the equipment's. */
const EXTRA_SHARE = { low: 4, high: 18 } as const;
const WHOLE_SHARE = 100;

/** What a contract's assets need beyond its plan. */
export interface AssetDetails {
  firstOid: number;
  contractOid: number;
  firstLocationOid: number;
  /** Locations of the customer itself. */
  locations: number;
  currencyCode: string;
}

interface Piece {
  thing: Equipment | Extra;
  modelYear: number | null;
  share: number;
}

/** A contract's assets: the equipment it is described by, then more of the same or what belongs to it. Their costs sum up to its equipment cost. */
export function makeAssets(plan: ContractPlan, details: AssetDetails): AssetRecord[] {
  const random = new Random(plan.seed, 10);
  const wholeModelYear = modelYearOf(plan.equipment, startYear(plan.terms));
  const pieces = choosePieces(plan, wholeModelYear, random);
  const costs = splitCost(plan.equipmentCostCents, pieces);
  const LocationOid = details.firstLocationOid + random.below(details.locations);
  return pieces.map(({ thing, modelYear }, place) => {
    const AssetOid = details.firstOid + place;
    return {
      AssetOid,
      ContractOid: details.contractOid,
      Description: nameOf(thing, modelYear),
      SerialNumber: thing.serialPrefix === null ? null : serialNumber(thing.serialPrefix, wholeModelYear, AssetOid),
      Make: thing.make,
      Model: thing.model,
      ModelYear: modelYear,
      LocationOid,
      Cost: formatCents(costs[place] ?? 0),
      CurrencyCode: details.currencyCode,
    };
  });
}

/** Extras have no model year of their own. */
function choosePieces(plan: ContractPlan, wholeModelYear: number, random: Random): Piece[] {
  const equipment = equipmentOf(plan.equipment);
  const whole: Piece = { thing: equipment, modelYear: wholeModelYear, share: WHOLE_SHARE };
  const pieces = [whole];
  const oneMore = plan.assets > 1 && random.chance(40);
  while (pieces.length < plan.assets) {
    if (oneMore && pieces.length === 1) pieces.push(whole);
    else {
      const thing = equipment.extras[(plan.equipment + pieces.length) % equipment.extras.length] ?? equipment.extras[0];
      pieces.push({ thing, modelYear: null, share: random.between(EXTRA_SHARE.low, EXTRA_SHARE.high) });
    }
  }
  return pieces;
}

/** Parts by share; the first has what rounding leaves. */
function splitCost(totalCents: number, pieces: readonly Piece[]): number[] {
  const shares = pieces.reduce((sum, { share }) => sum + share, 0);
  const [, ...others] = pieces.map(({ share }) => multiplyDivide(totalCents, share, shares));
  return [totalCents - others.reduce((sum, cents) => sum + cents, 0), ...others];
}
