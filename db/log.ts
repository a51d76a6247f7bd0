import { type DestinationStream, type Logger, pino } from 'pino';
import { currentRequestId } from './request-context.ts';

/** JSON lines on standard output (or `destination`), each with the ID of the request on whose behalf it is written. */
export const createLogger = (
  { service, level }: { service: string; level: string },
  destination?: DestinationStream,
): Logger =>
  pino(
    {
      level,
      base: { service },
      mixin: () => {
        const requestId = currentRequestId();
        return requestId ? { requestId } : {};
      },
    },
    destination ?? pino.destination(1),
  );
