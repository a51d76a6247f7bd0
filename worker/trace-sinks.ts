import type { InjectedSinks } from '@temporalio/worker';
import { onBehalfOf } from '../db/request-context.ts';
import type { Tracing } from '../db/tracing.ts';
import type { TraceSinks } from '../workflows/trace.ts';

/** Takes the spans of workflows. Also without traces of its own: the web server may keep some. */
export const traceSinks = (tracing: Tracing | undefined): InjectedSinks<TraceSinks> => ({
  traces: {
    ended: {
      fn(_, { name, parent, spanId, requestId, began }) {
        onBehalfOf({ requestId }, () =>
          tracing?.begin({ name, kind: 'consumer', parent, spanId, began }).end(),
        );
      },
    },
  },
});
