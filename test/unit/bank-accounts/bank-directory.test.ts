import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBankDirectory } from '../../../src/bank-directory';
import { ConfigurationError } from '../../../src/config';
import { KnownBanks } from '../../../src/domain/bank-accounts/bank-directory';
import { readBankFile } from '../../../src/domain/bank-accounts/bank-directory-file';
import { isRoutingNumber } from '../../../src/kernel/routing-number';

describe('the directory of banks', () => {
  it('knows some by itself, each by a number that can be one', () => {
    const banks = new KnownBanks();
    expect(banks.nameOf('021000021')).toBe('JPMorgan Chase Bank');
    expect(banks.nameOf('123456780')).toBeNull();
    expect(banks.routingNumbers.length).toBeGreaterThanOrEqual(25);
    expect(banks.routingNumbers.filter((number) => !isRoutingNumber(number))).toEqual([]);
  });

  it('takes the operator’s word over its own', () => {
    const banks = new KnownBanks(
      new Map([
        ['021000021', 'Chase'],
        ['123456780', 'Prairie Bank'],
      ]),
    );
    expect([banks.nameOf('021000021'), banks.nameOf('123456780'), banks.nameOf('121000248')]).toEqual([
      'Chase',
      'Prairie Bank',
      'Wells Fargo Bank',
    ]);
  });
});

describe('a file of banks', () => {
  it('is read with quotes, empty lines and a byte order mark', () => {
    const { banks, faults } = readBankFile('\uFEFFrouting,name\r\n021000021,"Bank, First"\n\n121000248, Second \n');
    expect(faults).toEqual([]);
    expect([...banks]).toEqual([
      ['021000021', 'Bank, First'],
      ['121000248', 'Second'],
    ]);
  });

  it('names every line at fault', () => {
    const { faults } = readBankFile('routing,bank\n021000022,A\n121000248,B,C\n121000248,\n021000021,D\n021000021,E\n"unclosed');
    expect(faults).toEqual([
      'line 1: expected routing,name',
      'line 2: 021000022 is not a routing number',
      'line 3: expected 2 cells, not 3',
      'line 4: a name has 1 to 100 characters',
      'line 6: 021000021 was named before',
      'line 7: The quote at the beginning of this cell is never closed.',
    ]);
  });

  it('tells 20 faults at most', () => {
    expect(readBankFile(`routing,name\n${'1,x\n'.repeat(50)}`).faults).toHaveLength(20);
  });
});

describe('PORTAL_BANK_DIRECTORY', () => {
  const folder = mkdtempSync(join(tmpdir(), 'banks-'));
  const file = join(folder, 'banks.csv');
  afterAll(() => rmSync(folder, { recursive: true }));

  function faultsOf(path: string): readonly string[] {
    try {
      readBankDirectory(path);
    } catch (error) {
      if (error instanceof ConfigurationError) return error.faults;
      throw error;
    }
    return [];
  }

  it('is read at boot, or there is none', () => {
    writeFileSync(file, 'routing,name\n123456780,Prairie Bank\n');
    expect([...readBankDirectory(file)]).toEqual([['123456780', 'Prairie Bank']]);
    expect([...readBankDirectory(undefined)]).toEqual([]);
  });

  it('faults are told as those of the configuration', () => {
    writeFileSync(file, 'routing,name\n12,Prairie Bank\n');
    expect(faultsOf(file)).toEqual([`PORTAL_BANK_DIRECTORY=${file}, line 2: 12 is not a routing number.`]);
    expect(faultsOf(join(folder, 'none.csv'))).toEqual([`PORTAL_BANK_DIRECTORY=${join(folder, 'none.csv')} cannot be read (ENOENT).`]);
  });
});
