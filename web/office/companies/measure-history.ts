import type { TakenMeasure } from '../../../db/measures.ts';
import { staffOperations } from '../../../domain/staff-operation.ts';
import { timeline } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { userPath } from './paths.ts';

/** What staff did, to whom and why; the latest first. */
export const measureHistory = (taken: TakenMeasure[], { withUser }: { withUser: boolean }): Html =>
  taken.length === 0
    ? html`<p class="nothing">まだ行われていません</p>`
    : timeline(
        taken.map(({ at, actorName, actorDepartment, measure, webUserId, reasonText }) => ({
          at,
          actor: actorDepartment ? `${actorName}（${actorDepartment}）` : actorName,
          text: html`${staffOperations[measure]}${
            withUser && webUserId && html`　<a class="number" href="${userPath(webUserId)}">${webUserId}</a>`
          }`,
          detail: html`<p class="prose">${reasonText}</p>`,
        })),
      );
