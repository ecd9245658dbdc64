import { isRoutingNumber } from '../../kernel/routing-number';

/** Of a DFI account number (Nacha Operating Rules, Appendix Three): up to 17 letters, digits and hyphens. Shorter ones than four are typing errors. */
const ACCOUNT_NUMBER = /^[0-9A-Za-z]{4,17}$/;

/** What people type, without spaces and hyphens; undefined when it cannot be an account number. */
export function typedAccountNumber(typed: string): string | undefined {
  const bare = typed.replace(/[\s-]/g, '');
  return ACCOUNT_NUMBER.test(bare) ? bare.toUpperCase() : undefined;
}

/** What people type, without spaces and hyphens; undefined when it cannot be a routing number. */
export function typedRoutingNumber(typed: string): string | undefined {
  const bare = typed.replace(/[\s-]/g, '');
  return isRoutingNumber(bare) ? bare : undefined;
}

/** What a bank says its own account is numbered: hyphens are a part of it. Undefined when it cannot be one. */
export function statedAccountNumber(stated: string): string | undefined {
  const trimmed = stated.replace(/\s/g, '');
  return /^[0-9A-Za-z-]{1,17}$/.test(trimmed) && /[0-9A-Za-z]/.test(trimmed) ? trimmed : undefined;
}
