import { type Applicant, applicantDetails } from '../../../db/applicants.ts';
import { applicantFields, applicantState, applicantStateText } from '../../../domain/applicant.ts';
import { webUserKindText } from '../../../domain/web-user.ts';
import { type CsvColumn, csvFile } from '../../csv.ts';
import { formatDateTime } from '../../format.ts';

/** The company's users as a spreadsheet: administrator first, then applicants by ID. */
export function roster(users: readonly Applicant[], now: Date): string {
  const columns: CsvColumn<Applicant>[] = [
    { header: 'WebユーザーID', cell: ({ webUserId }) => webUserId },
    { header: '種類', cell: ({ kind }) => webUserKindText[kind] },
    { header: '状態', cell: (user) => applicantStateText[applicantState(user, now)] },
    ...detailColumns,
    { header: '登録日時', cell: ({ createdAt }) => formatDateTime(createdAt) },
    {
      header: '最終ログイン日時',
      cell: ({ lastLoginAt }) => (lastLoginAt ? formatDateTime(lastLoginAt) : ''),
    },
  ];
  return csvFile(columns, users);
}

const detailColumns: CsvColumn<Applicant>[] = [
  ...applicantFields({ usesComprehensiveInsurance: true }).flatMap(({ key, label, format }) =>
    key === 'emailAgain'
      ? []
      : [{ header: label, cell: (user: Applicant) => format(applicantDetails(user)[key]) }],
  ),
  { header: '参照可能な特約コード', cell: ({ agreementCodes }) => agreementCodes.join(' ') },
];
