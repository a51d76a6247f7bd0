import type { bankAccounts } from '../schema/bank-accounts.ts';

/** Accounts of the demo companies. Banks and branches are real, numbers and holders invented. */
export const demoBankAccounts: (Omit<
  typeof bankAccounts.$inferInsert,
  'sealedNumber' | 'numberDigest' | 'bankAccountId'
> & {
  bankAccountId: string;
  number: string;
})[] = [
  {
    bankAccountId: '6d0f2f0a-1c56-4d0e-9a53-2b1f5c7e0001',
    insuredCode: '201234567',
    purpose: 'premiumRefund',
    bankCode: '0001',
    branchCode: '001',
    type: 'ordinary',
    number: '0000012',
    holder: 'カ)アオナギボウエキ',
  },
  {
    bankAccountId: '6d0f2f0a-1c56-4d0e-9a53-2b1f5c7e0002',
    insuredCode: '201234567',
    purpose: 'claimPayment',
    bankCode: '0005',
    branchCode: '001',
    type: 'current',
    number: '0000034',
    holder: 'カ)アオナギボウエキ',
  },
  {
    bankAccountId: '6d0f2f0a-1c56-4d0e-9a53-2b1f5c7e0003',
    insuredCode: '201234568',
    purpose: 'premiumRefund',
    bankCode: '0009',
    branchCode: '001',
    type: 'ordinary',
    number: '0000056',
    holder: 'ホタカミセイキ(カ',
  },
];
