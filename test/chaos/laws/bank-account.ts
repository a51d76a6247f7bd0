import { operation } from '../../../domain/operation-catalogue.ts';
import { noticeWorkflowId } from '../../../workflows/notice.ts';
import { doubled, exactlyOne, type Law, lost, recordedOnce, seen, workflowsOf } from './law.ts';

/** An account is there once for one 申込む, with its record and its notice; none without an acknowledgement is no fault. */
export const bankAccountLaw: Law = (facts) => {
  const asked = Object.entries(
    Object.groupBy(seen(facts, 'register account', ['acknowledged', 'unknown']), ({ about }) => about),
  );
  return asked.flatMap(([about, all = []]) => {
    const rows = facts.bankAccounts.filter(({ insuredCode }) => insuredCode === about);
    const isAcknowledged = all.some(({ outcome }) => outcome === 'acknowledged');
    return [
      ...(isAcknowledged && rows.length === 0
        ? [lost(about, 'no bank account, and it was acknowledged')]
        : []),
      ...(rows.length > 1 ? [doubled(about, `${rows.length} bank accounts of one 申込む`)] : []),
      ...rows.flatMap(({ bankAccountId }) => {
        const events = facts.accessEvents.filter(
          ({ operation: code, subject }) =>
            code === operation.bankAccountRegister && subject === bankAccountId,
        );
        const told = facts.notices.filter(({ reference }) => reference === bankAccountId);
        return [
          ...recordedOnce(about, '口座登録', events.length),
          ...exactlyOne(about, 'notice of the bank account', told.length),
          ...told.flatMap(({ noticeId }) =>
            exactlyOne(
              about,
              'workflow of the notice',
              workflowsOf(facts, noticeWorkflowId(noticeId)).length,
            ),
          ),
        ];
      }),
    ];
  });
};
