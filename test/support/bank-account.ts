/** A form for an account that a company does not have yet, filled in as it should be. */
export const newAccount = {
  purpose: 'premiumRefund',
  bankCode: '0001',
  branchCode: '004',
  type: 'ordinary',
  number: '1234567',
  holder: 'カ)アオナギボウエキ',
};
