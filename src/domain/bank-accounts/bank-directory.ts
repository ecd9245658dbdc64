/** Tells which bank a routing number belongs to. */
export interface BankDirectory {
  /** Null for a routing number that it does not know, which says nothing about whether there is such a bank. */
  nameOf(routingNumber: string): string | null;
}

/** Of some well-known banks of the United States, as they publish them for ACH. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  '011000015': 'Federal Reserve Bank of Boston',
  '011401533': 'Citizens Bank',
  '011900254': 'Bank of America',
  '021000021': 'JPMorgan Chase Bank',
  '021000089': 'Citibank',
  '021001088': 'HSBC Bank USA',
  '021200339': 'Bank of America',
  '026009593': 'Bank of America',
  '026013673': 'TD Bank',
  '031101169': 'The Bancorp Bank',
  '031176110': 'Capital One',
  '031201360': 'TD Bank',
  '036001808': 'TD Bank',
  '041000124': 'PNC Bank',
  '042000314': 'Fifth Third Bank',
  '043000096': 'PNC Bank',
  '044000024': 'Huntington National Bank',
  '044000037': 'JPMorgan Chase Bank',
  '053000196': 'Bank of America',
  '053101121': 'Truist Bank',
  '061000104': 'Truist Bank',
  '062000019': 'Regions Bank',
  '071000013': 'JPMorgan Chase Bank',
  '071000288': 'BMO Bank',
  '091000019': 'Wells Fargo Bank',
  '091000022': 'U.S. Bank',
  '121000248': 'Wells Fargo Bank',
  '121000358': 'Bank of America',
  '122000247': 'Wells Fargo Bank',
  '124003116': 'Ally Bank',
  '256074974': 'Navy Federal Credit Union',
  '314074269': 'USAA Federal Savings Bank',
  '322271627': 'JPMorgan Chase Bank',
};

/** The banks that everybody knows and those that the operator adds or names otherwise. */
export class KnownBanks implements BankDirectory {
  private readonly names: ReadonlyMap<string, string>;

  constructor(added: ReadonlyMap<string, string> = new Map()) {
    this.names = new Map([...Object.entries(WELL_KNOWN), ...added]);
  }

  nameOf(routingNumber: string): string | null {
    return this.names.get(routingNumber) ?? null;
  }

  /** Every routing number that it knows. */
  get routingNumbers(): readonly string[] {
    return [...this.names.keys()];
  }
}
