import type { EnrolmentInput } from './enrolment.service';

/** What a front end shows at one input of its registration form. */
export interface EnrolmentHint {
  field: keyof EnrolmentInput;
  label: string;
  hint: string;
  example: string;
  /** Whether it is held against the records; if not, it is taken as it is. */
  isValidated: boolean;
}

/** The inputs of a registration in the order of the form. They say where to find what is asked for, never what would match. */
export const ENROLMENT_HINTS: readonly EnrolmentHint[] = [
  { field: 'firstName', label: 'First name', hint: 'Your first name, as we shall address you.', example: 'Maria', isValidated: false },
  { field: 'lastName', label: 'Last name', hint: 'Your last name, as we shall address you.', example: 'Lopez', isValidated: false },
  {
    field: 'email',
    label: 'E-mail',
    hint: 'The e-mail address we have on file for your company, for you as its contact, or for the delivery of its invoices. One address only.',
    example: 'maria.lopez@example.com',
    isValidated: true,
  },
  {
    field: 'contractNumber',
    label: 'Contract ID',
    hint: 'The number of any one of your contracts. It is on the contract and on each invoice. Upper and lower case are alike.',
    example: 'L-10482',
    isValidated: true,
  },
  {
    field: 'billingPostalCode',
    label: 'Billing postal code',
    hint: "The postal code of the address that this contract's invoices go to. Blanks and hyphens don't matter; in the US the first five digits are enough.",
    example: '60601',
    isValidated: true,
  },
];
