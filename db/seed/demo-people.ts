import { administratorRights } from '../../domain/web-user.ts';
import type { staff, webUsers } from '../schema/index.ts';

type DemoWebUser = typeof webUsers.$inferInsert;
type DemoStaff = typeof staff.$inferInsert;

/** An administrator for each company; the first company also has an applicant with all rights and one with few. */
export const demoWebUsers: DemoWebUser[] = [
  {
    webUserId: '201234567000',
    insuredCode: '201234567',
    kind: 'administrator',
    name: '日本　太郎',
    kana: 'ニホン　タロウ',
    department: '財務部',
    title: '部長',
    phone: '03-0123-4520',
    fax: '03-0123-4599',
    email: 'taro.nihon@aonagi-trading.example',
    ...administratorRights,
  },
  {
    webUserId: '201234567001',
    insuredCode: '201234567',
    kind: 'applicant',
    name: '水野　沙織',
    kana: 'ミズノ　サオリ',
    department: '財務部　貿易保険課',
    title: '課長',
    phone: '03-0123-4521',
    fax: '03-0123-4599',
    email: 'saori.mizuno@aonagi-trading.example',
    applicationRight: 'apply',
    contractDataRight: 'all',
    applicationDataRight: 'all',
  },
  {
    webUserId: '201234567002',
    insuredCode: '201234567',
    kind: 'applicant',
    name: '川口　亮',
    kana: 'カワグチ　リョウ',
    department: '機械部',
    title: '主任',
    phone: '03-0123-4545',
    fax: '03-0123-4549',
    email: 'ryo.kawaguchi@aonagi-trading.example',
    applicationRight: 'inputOnly',
    contractDataRight: 'selectedAgreements',
    applicationDataRight: 'own',
  },
  {
    webUserId: '201234568000',
    insuredCode: '201234568',
    kind: 'administrator',
    name: '早川　大輔',
    kana: 'ハヤカワ　ダイスケ',
    department: '海外営業部',
    title: '課長',
    phone: '052-012-6712',
    fax: '052-012-6701',
    email: 'daisuke.hayakawa@hotakami-seiki.example',
    ...administratorRights,
  },
  {
    webUserId: '201234569000',
    insuredCode: '201234569',
    kind: 'administrator',
    name: '辻本　真由美',
    kana: 'ツジモト　マユミ',
    department: '業務課',
    title: '課長代理',
    phone: '06-0123-7810',
    fax: '06-0123-7801',
    email: 'mayumi.tsujimoto@aonagi-trading.example',
    ...administratorRights,
  },
];

const limits: Record<string, string[]> = { '201234567002': ['30012345', '30012347'] };

/** Codes of the agreements that a demo user's view is limited to. */
export const agreementsOfDemoUser = (webUserId: string): string[] => limits[webUserId] ?? [];

/** Of each role enough for four eyes. */
export const demoStaff: DemoStaff[] = [
  person('clerk1', 'clerk', '佐藤　美咲', '審査部　受付課', ''),
  person('clerk2', 'clerk', '鈴木　翔太', '審査部　受付課', '主任'),
  person('approver1', 'approver', '高橋　直樹', '審査部　第一審査課', '課長'),
  person('approver2', 'approver', '田中　由紀子', '審査部　第二審査課', '課長'),
  person('supervisor1', 'supervisor', '渡辺　誠', '審査部', '部長'),
  person('auditor1', 'auditor', '伊藤　千尋', '内部監査室', '監査役補佐'),
];

function person(
  staffId: string,
  role: DemoStaff['role'],
  name: string,
  department: string,
  title: string,
): DemoStaff {
  return { staffId, role, name, department, title, email: `${staffId}@madoguchi.example` };
}
