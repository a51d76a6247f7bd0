import { expect, test } from 'vitest';
import { FAILURES_BEFORE_WAITING, secondsToWait, waitsOf } from '../../domain/login-throttle.ts';

test.each(['person', 'address'] as const)(
  'the list of waits of a %s says what the rule says, however many failures',
  (kind) => {
    const waits = waitsOf(kind);
    for (let failures = 1; failures <= 200; failures++)
      expect(waits[Math.min(failures, waits.length) - 1], `${failures}`).toBe(secondsToWait(kind, failures));
    expect(waits.findIndex((seconds) => seconds > 0)).toBe(FAILURES_BEFORE_WAITING[kind] - 1);
  },
);
