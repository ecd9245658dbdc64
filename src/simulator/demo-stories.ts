import { bankAccountsOf } from './bank-account';

/** The label of the prepared customers' labelled contracts. */
export const STORY_LABEL = 'Northwind Equipment';
const LAST_STORY_ACCOUNT_OID = 1_004;

/**
 * The prepared customers, in every book whatever its seed and size. The guarantor guarantees three contracts of the lessee and is
 * CUSTOMER on none; the stranger's contracts concern neither; the namesake is nearly the lessee's name with nothing active.
 */
export const DEMO_STORIES = {
  guarantor: {
    AccountOid: 1_001,
    AccountId: 'A0001001',
    Name: 'Miguel Ortega',
    EmailAddresses: ['miguel.ortega@mail.example'],
    PostalCode: '60302',
    guaranteedContractOids: [10_001, 10_002, 10_007],
    bankAccounts: bankAccountsOf(0, 1_001),
  },
  lessee: {
    AccountOid: 1_002,
    AccountId: 'A0001002',
    Name: 'Harbor Light Paving LLC',
    EmailAddresses: ['ap@harborlight.example', 'billing@harborlight.example'],
    ContactEmailAddresses: ['dana.whitfield@harborlight.example', 'priya.raman@harborlight.example', 'ap.desk@harborlight.example'],
    BillToEmailAddress: 'invoices@harborlight.example',
    PostalCode: '60614-2035',
    contracts: [
      { ContractOid: 10_001, ContractId: 'OL-0010001', ContractScenario: 'OPERATING_LEASE', stage: 'ACTIVE', PrivateLabel: null },
      { ContractOid: 10_002, ContractId: 'CL-0010002', ContractScenario: 'CAPITAL_LEASE', stage: 'ACTIVE', PrivateLabel: STORY_LABEL },
      { ContractOid: 10_003, ContractId: 'LN-0010003', ContractScenario: 'LOAN', stage: 'ACTIVE', PrivateLabel: null },
      { ContractOid: 10_004, ContractId: 'LN-0010004', ContractScenario: 'LOAN', stage: 'ACTIVE', PrivateLabel: STORY_LABEL },
      { ContractOid: 10_005, ContractId: 'OL-0010005', ContractScenario: 'OPERATING_LEASE', stage: 'ACTIVE', PrivateLabel: STORY_LABEL },
      { ContractOid: 10_006, ContractId: 'CL-0010006', ContractScenario: 'CAPITAL_LEASE', stage: 'ACTIVE', PrivateLabel: null },
      { ContractOid: 10_007, ContractId: 'OL-0010007', ContractScenario: 'OPERATING_LEASE', stage: 'TERMINATED', PrivateLabel: null },
      { ContractOid: 10_008, ContractId: 'CL-0010008', ContractScenario: 'CAPITAL_LEASE', stage: 'UNBOOKED', PrivateLabel: null },
    ],
    lineOfCredit: { LineOfCreditOid: 9_001, LineOfCreditId: 'LC-0009001' },
    bankAccounts: bankAccountsOf(0, 1_002),
  },
  stranger: {
    AccountOid: 1_003,
    AccountId: 'A0001003',
    Name: 'Prairie Wind Bakery Inc.',
    EmailAddresses: ['office@prairiewind.example'],
    ContactEmailAddresses: ['tom@prairiewind.example'],
    PostalCode: '68102',
    contracts: [
      { ContractOid: 10_009, ContractId: 'OL-0010009', ContractScenario: 'OPERATING_LEASE', stage: 'ACTIVE', PrivateLabel: null },
      { ContractOid: 10_010, ContractId: 'LN-0010010', ContractScenario: 'LOAN', stage: 'ACTIVE', PrivateLabel: STORY_LABEL },
      { ContractOid: 10_011, ContractId: 'CL-0010011', ContractScenario: 'CAPITAL_LEASE', stage: 'TERMINATED', PrivateLabel: null },
    ],
    bankAccounts: bankAccountsOf(0, 1_003),
  },
  namesake: {
    AccountOid: 1_004,
    AccountId: 'A0001004',
    Name: 'HARBOR LIGHT PAVING, L.L.C.',
    contracts: [
      { ContractOid: 10_012, ContractId: 'OL-0010012', ContractScenario: 'OPERATING_LEASE', stage: 'UNBOOKED', PrivateLabel: null },
    ],
    bankAccounts: bankAccountsOf(0, 1_004),
  },
} as const;

/** Whether the account is one of the prepared customers. */
export function isStoryAccount(accountOid: number): boolean {
  return accountOid >= DEMO_STORIES.guarantor.AccountOid && accountOid <= LAST_STORY_ACCOUNT_OID;
}
