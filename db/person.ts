/** Whoever logs in: a customer's user or a member of staff. */
export type Person = { kind: 'webUser' | 'staff'; id: string };

export const webUser = (id: string): Person => ({ kind: 'webUser', id });
export const staffMember = (id: string): Person => ({ kind: 'staff', id });
