import { listSteps } from '../../../db/change-applications.ts';
import type { Db } from '../../../db/client.ts';
import type { CaseReference } from '../../../db/comments.ts';
import { findGroupViewerRequest, listGroupViewerRequestSteps } from '../../../db/group-viewers.ts';
import { findSubmittedApplication } from '../../../db/office-applications.ts';
import { findRegistration, listRegistrationSteps } from '../../../db/registrations.ts';
import type { WorkType } from '../../../domain/work.ts';
import type { TimelineEntry } from '../../components.ts';
import { stepEntries as changeEntries } from '../change-applications/history.ts';
import { requestEntries } from '../group-viewers/history.ts';
import { workHref } from '../queue/work-text.ts';
import { stepEntries as registrationEntries } from '../registrations/history.ts';

/** A case of any sort, as far as its history needs to know it. */
export interface Case {
  reference: CaseReference;
  /** Where it is examined. */
  href: string;
  title: string;
  steps: TimelineEntry[];
}

/** A case that staff may see; undefined where there is none. */
export async function findCase(db: Db, reference: CaseReference): Promise<Case | undefined> {
  const found = await finders[reference.work](db, reference.number);
  return found && { reference, href: workHref({ type: reference.work, number: reference.number }), ...found };
}

type Finder = (db: Db, number: string) => Promise<Pick<Case, 'title' | 'steps'> | undefined>;

const finders: Record<WorkType, Finder> = {
  change: async (db, number) => {
    const found = await findSubmittedApplication(db, number);
    return (
      found && {
        title: `${number}　${found.party.name}`,
        steps: changeEntries(await listSteps(db, number)),
      }
    );
  },
  registration: async (db, number) => {
    const found = await findRegistration(db, number);
    return (
      found && {
        title: number,
        steps: registrationEntries(await listRegistrationSteps(db, number)),
      }
    );
  },
  groupViewer: async (db, requestId) => {
    const found = await findGroupViewerRequest(db, requestId);
    return (
      found && {
        title: `${found.homeName}　全社閲覧用ID`,
        steps: requestEntries(found, await listGroupViewerRequestSteps(db, requestId)),
      }
    );
  },
};
