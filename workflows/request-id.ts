import { textHeader } from './text-header.ts';

/** How the ID of the request that asked for it travels with a workflow, an update, a signal or an activity. */
const header = textHeader('madoguchi-request-id');
/** Under which it stands in a workflow's memo, for operators. */
export const REQUEST_ID_MEMO = 'requestId';

export const withRequestId = header.set;
export const requestIdFrom = header.get;
