import { expect, test } from 'vitest';
import { parseTraceparent, writeTraceparent } from '../../domain/traceparent.ts';

const place = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '00f067aa0ba902b7' };

test('a place in a trace is written as it is read', () => {
  for (const isSampled of [true, false])
    expect(parseTraceparent(writeTraceparent({ ...place, isSampled }))).toEqual({ ...place, isSampled });
});

test.each([
  undefined,
  '',
  `00-${place.traceId}-${place.spanId}`,
  `00-${'0'.repeat(32)}-${place.spanId}-01`,
  `00-${place.traceId}-${'0'.repeat(16)}-01`,
  `00-${place.traceId.toUpperCase()}-${place.spanId}-01`,
  `00-${place.traceId}-${place.spanId}-01\r\nx: y`,
])('what is no traceparent names nothing: %j', (text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});
