/** Something that is added to a piece of equipment; without a serial prefix it bears no serial number. */
export interface Extra {
  make: string;
  model: string;
  noun: string;
  serialPrefix: string | null;
}

/** A piece of equipment that contracts finance. */
export interface Equipment {
  make: string;
  model: string;
  noun: string;
  /** How its serial numbers begin; `VIN` for road vehicles, whose numbers are vehicle identification numbers. */
  serialPrefix: string;
  extras: readonly [Extra, ...Extra[]];
}

const CATALOGUE: readonly [Equipment, ...Equipment[]] = [
  item('Caterpillar', '320', 'Excavator', 'CAT00320', [
    ['Caterpillar', 'H120', 'Hydraulic Hammer', 'CATH120S'],
    ['Caterpillar', 'GD48', 'Digging Bucket', null],
  ]),
  item('John Deere', '544', 'Wheel Loader', '1DW544P', [
    ['John Deere', 'WLF60', 'Pallet Fork', null],
    ['John Deere', 'LB27', 'Loader Bucket', null],
  ]),
  item('Freightliner', 'M2', 'Box Truck', 'VIN', [
    ['Maxon', 'TE-30', 'Liftgate', 'TE30-'],
    ['Thermo King', 'T-880R', 'Refrigeration Unit', '6001'],
  ]),
  item('Haas', 'VF-2', 'Machining Center', 'VF2-1', [
    ['Haas', 'HRT210', 'Rotary Table', 'HRT210-'],
    ['LNS', 'MH250', 'Chip Conveyor', 'MH250-'],
  ]),
  item('Bobcat', 'T76', 'Track Loader', 'B4CE', [
    ['Bobcat', 'FC200', 'Brush Cutter', 'FC20-'],
    ['Bobcat', '68', 'Grading Bucket', null],
  ]),
  item('Toyota', '8FGU25', 'Forklift', '8FGU25-', [
    ['Cascade', '55F', 'Fork Positioner', 'CAS55F-'],
    ['Toyota', 'LPS', 'Load Backrest', null],
  ]),
  item('A-dec', '500', 'Dental Chair', 'AD500-', [
    ['A-dec', '571', 'Dental Light', 'AD571-'],
    ['Midmark', 'M11', 'Sterilizer', 'MM11-'],
  ]),
];
const MODEL_AGES = 4;

type ExtraTuple = [make: string, model: string, noun: string, serialPrefix: string | null];

function item(make: string, model: string, noun: string, serialPrefix: string, extras: [ExtraTuple, ExtraTuple]): Equipment {
  const [first, second] = extras;
  return { make, model, noun, serialPrefix, extras: [extra(first), extra(second)] };
}

function extra([make, model, noun, serialPrefix]: ExtraTuple): Extra {
  return { make, model, noun, serialPrefix };
}

/** What a contract's draw of equipment stands for. */
export function equipmentOf(draw: number): Equipment {
  return CATALOGUE[draw % CATALOGUE.length] ?? CATALOGUE[0];
}

/** The model year that goes with a draw of equipment: up to three years before the contract began. */
export function modelYearOf(draw: number, startYear: number): number {
  return startYear - (draw % MODEL_AGES);
}

/** How many assets a contract with that draw has: mostly one, at most three. */
export function assetCountOf(draw: number): number {
  const tenth = Math.floor(draw / (CATALOGUE.length * MODEL_AGES)) % 10;
  if (tenth < 6) return 1;
  return tenth < 9 ? 2 : 3;
}

/** The equipment as people name it. */
export function nameOf({ make, model, noun }: Omit<Extra, 'serialPrefix'>, modelYear: number | null): string {
  return modelYear === null ? `${make} ${model} ${noun}` : `${modelYear} ${make} ${model} ${noun}`;
}
