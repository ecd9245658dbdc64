/** The simulated lender as its bank knows it: who sends the files, to which bank, and what payers read on their statements. */
export const LENDER = {
  companyName: 'ASPIRE LEASING',
  companyId: '1234567890',
  description: 'LEASE PYMT',
  bankName: 'FIRST BANK OF THE NORTH',
  bankRoutingNumber: '091000019',
  odfi: '09100001',
} as const;
