import { expect, test } from 'vitest';
import { readConfig } from '../../worker/config.ts';

const read = (months: string) =>
  readConfig({ DATABASE_URL: 'postgres://localhost/x', ACCESS_HISTORY_RETENTION_MONTHS: months })
    .ACCESS_HISTORY_RETENTION_MONTHS;

test('the access history is kept for seven years unless another time is set, and never so short that customers lack a year', () => {
  expect(read('')).toBe(84);
  expect(read('13')).toBe(13);
  for (const wrong of ['12', '0', '-1', '13.5', 'all', '99999'])
    expect(() => read(wrong), wrong).toThrow(/ACCESS_HISTORY_RETENTION_MONTHS/);
});
