const YEAR_CODES = 'JKLMNPRSTVWXY';
const FIRST_CODED_YEAR = 2018;
const PLANTS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const FREIGHTLINER = '1FV';
const TRUCK = 'ACWFC';
const SERIALS_OF_A_PLANT = 1_000_000;
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2] as const;
/** What letters count for the check digit (49 CFR 565.15): I, O and Q do not occur. */
const LETTERS: Record<string, number> = Object.fromEntries(
  ['ABCDEFGH', 'JKLMN', 'STUVWXYZ'].flatMap((letters, row) => [...letters].map((letter, place) => [letter, place + (row === 2 ? 2 : 1)])),
);
LETTERS['P'] = 7;
LETTERS['R'] = 9;

/** A serial number in the manner of American makers. No two assets of a book have the same: it ends with the asset's oid, a letter before it. */
export function serialNumber(prefix: string, modelYear: number, assetOid: number): string {
  if (prefix === 'VIN') return vehicleIdentificationNumber(modelYear, assetOid);
  return `${prefix}${yearCode(modelYear)}${String(assetOid).padStart(7, '0')}`;
}

/** A vehicle identification number of 17 characters with a right check digit (49 CFR 565). */
function vehicleIdentificationNumber(modelYear: number, assetOid: number): string {
  const plant = PLANTS[Math.floor(assetOid / SERIALS_OF_A_PLANT) % PLANTS.length] ?? 'A';
  const tail = `${yearCode(modelYear)}${plant}${String(assetOid % SERIALS_OF_A_PLANT).padStart(6, '0')}`;
  const head = `${FREIGHTLINER}${TRUCK}`;
  const remainder = [...`${head}0${tail}`].reduce((sum, character, place) => sum + valueOf(character) * (WEIGHTS[place] ?? 0), 0) % 11;
  return `${head}${remainder === 10 ? 'X' : remainder}${tail}`;
}

function valueOf(character: string): number {
  return LETTERS[character] ?? Number(character);
}

/** The letter of a model year (49 CFR 565.15, table VII): J is 2018. */
function yearCode(modelYear: number): string {
  return YEAR_CODES[modelYear - FIRST_CODED_YEAR] ?? 'A';
}
