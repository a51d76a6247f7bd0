import type { BankAccount } from '../../../db/bank-accounts.ts';
import { bankAccountLabels, bankAccountTypeText, purposeText } from '../../../domain/bank-account.ts';
import { type Html, html } from '../../html.ts';

/** An account with the names of its bank and branch, registered or about to be. */
export type NamedAccount = Omit<
  BankAccount,
  'bankAccountId' | 'insuredCode' | 'version' | 'createdAt' | 'updatedAt' | 'branchListed'
>;

/** An account for reading, in the order of the form. */
export const accountFacts = (account: NamedAccount) => [
  { key: 'purpose' as const, label: bankAccountLabels.purpose, value: purposeText[account.purpose] },
  {
    key: 'bankCode' as const,
    label: bankAccountLabels.bankCode,
    value: named(account.bankName, account.bankCode),
  },
  {
    key: 'branchCode' as const,
    label: bankAccountLabels.branchCode,
    value: named(account.branchName, account.branchCode),
  },
  { key: 'type' as const, label: bankAccountLabels.type, value: bankAccountTypeText[account.type] },
  {
    key: 'number' as const,
    label: bankAccountLabels.number,
    value: html`<span class="number">${account.number}</span>`,
  },
  { key: 'holder' as const, label: bankAccountLabels.holder, value: account.holder },
];

/** みずほ（0001） */
export const named = (name: string, code: string): Html =>
  html`<span>${name}<span class="number code">（${code}）</span></span>`;
