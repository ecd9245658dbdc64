import type { Random } from './random';

interface Place {
  city: string;
  region: string;
  /** The first three characters of its postal codes. */
  prefix: string;
}

const US_PLACES: [Place, ...Place[]] = [
  { city: 'Chicago', region: 'IL', prefix: '606' },
  { city: 'Columbus', region: 'OH', prefix: '432' },
  { city: 'Boston', region: 'MA', prefix: '021' },
  { city: 'Newark', region: 'NJ', prefix: '071' },
  { city: 'Dallas', region: 'TX', prefix: '752' },
  { city: 'Houston', region: 'TX', prefix: '770' },
  { city: 'Denver', region: 'CO', prefix: '802' },
  { city: 'Phoenix', region: 'AZ', prefix: '850' },
  { city: 'Seattle', region: 'WA', prefix: '981' },
  { city: 'Fresno', region: 'CA', prefix: '937' },
  { city: 'Atlanta', region: 'GA', prefix: '303' },
  { city: 'Omaha', region: 'NE', prefix: '681' },
];
const CA_PLACES: [Place, ...Place[]] = [
  { city: 'Toronto', region: 'ON', prefix: 'M5V' },
  { city: 'Ottawa', region: 'ON', prefix: 'K1P' },
  { city: 'Vancouver', region: 'BC', prefix: 'V6B' },
  { city: 'Calgary', region: 'AB', prefix: 'T2P' },
  { city: 'Montréal', region: 'QC', prefix: 'H3B' },
  { city: 'Winnipeg', region: 'MB', prefix: 'R3C' },
];
const STREETS = ['Industrial Pkwy', 'Commerce Dr', 'Main St', 'Harbor Blvd', 'Quarry Rd', 'Mill Ln', 'Railroad Ave', 'Depot St'] as const;
const CANADIAN_LETTERS = 'ABCEGHJKLMNPRSTVWXYZ';

/** The postal part of a location. */
export interface Address {
  Address1: string;
  Address2: string | null;
  City: string;
  Region: string;
  PostalCode: string;
  CountryCode: string;
}

/** A valid-looking address; postal codes come in the spellings people type (ZIP, ZIP+4, with and without the space). */
export function makeAddress(random: Random, country: 'US' | 'CA'): Address {
  const place = random.pick(country === 'CA' ? CA_PLACES : US_PLACES);
  return {
    Address1: `${random.between(1, 9_899)} ${random.pick(STREETS)}`,
    Address2: random.chance(20) ? `Suite ${random.between(100, 990)}` : null,
    City: place.city,
    Region: place.region,
    PostalCode: country === 'CA' ? canadianCode(random, place.prefix) : zipCode(random, place.prefix),
    CountryCode: country,
  };
}

function zipCode(random: Random, prefix: string): string {
  const zip = `${prefix}${String(random.between(1, 99)).padStart(2, '0')}`;
  return random.chance(30) ? `${zip}-${String(random.between(1, 9_999)).padStart(4, '0')}` : zip;
}

function canadianCode(random: Random, prefix: string): string {
  const letter = CANADIAN_LETTERS[random.below(CANADIAN_LETTERS.length)] ?? 'A';
  return `${prefix}${random.chance(80) ? ' ' : ''}${random.below(10)}${letter}${random.below(10)}`;
}
