import { type Law, lost } from './law.ts';

/** What a worker has begun another one can go on with: every history can be repeated. */
export const replayLaw: Law = ({ unrepeatable, changeApplications }) =>
  unrepeatable.map(({ workflowId, because }) => {
    const number = workflowId.split('/')[1];
    const about = changeApplications.find((row) => row.applicationNumber === number)?.insuredCode ?? '';
    return lost(about, `${workflowId} can not be gone on with: ${because}`);
  });
