import type { StaffEvent } from '../../../db/staff-events.ts';
import { staffOperations } from '../../../domain/staff-operation.ts';
import type { CsvColumn } from '../../csv.ts';
import { formatDateTime } from '../../format.ts';

/** The columns of the auditor's file; the person as of the act. */
export const eventColumns: readonly CsvColumn<StaffEvent>[] = [
  { header: '記録番号', cell: ({ staffEventId }) => String(staffEventId) },
  { header: '日時', cell: ({ at }) => formatDateTime(at) },
  { header: '職員ID', cell: ({ staffId }) => staffId },
  { header: '氏名', cell: ({ actorName }) => actorName },
  { header: '所属名', cell: ({ actorDepartment }) => actorDepartment },
  { header: '役職名', cell: ({ actorTitle }) => actorTitle },
  { header: '代行された職員ID', cell: ({ principalId }) => principalId ?? '' },
  { header: '代行された職員', cell: ({ principalName }) => principalName ?? '' },
  { header: '操作', cell: ({ operation }) => staffOperations[operation] },
  { header: '対象', cell: ({ subject }) => subject ?? '' },
  { header: '保険利用者コード', cell: ({ insuredCode }) => insuredCode ?? '' },
  { header: '保険利用者', cell: ({ companyName }) => companyName ?? '' },
  { header: '接続元', cell: ({ address }) => address },
];
