const YEAR_CODES = 'ABCDEFGHJKLMNPRSTVWXY123456789';
const FIRST_CODED_YEAR = 1980;
const PLANTS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const FREIGHTLINER = '1FV';
const TRUCK = 'ACWFC';
const SERIALS_OF_A_PLANT = 1_000_000;
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2] as const;
/** What a character counts for the check digit (49 CFR 565.15) is the last digit of its place here. */
const VALUES = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';

/** A serial number in the manner of American makers. No two assets of a book have the same: it ends with the asset's oid. */
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
  return VALUES.indexOf(character) % 10;
}

/** The code of a model year, the same again every 30 years (49 CFR 565.15, table VII): J is 2018. */
function yearCode(modelYear: number): string {
  return YEAR_CODES[(modelYear - FIRST_CODED_YEAR) % YEAR_CODES.length] ?? 'A';
}
