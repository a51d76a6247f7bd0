import type { Db } from '../../db/client.ts';
import {
  agreements,
  comments,
  insuredParties,
  linkedServices,
  mailLog,
  queueViews,
  reasonTemplates,
  staff,
  webUsers,
} from '../../db/schema/index.ts';

const NAME = '国際総合資源エネルギー開発技術研究組合連合会　東アジア・環太平洋地域統括本部準備室';
const READING = 'コクサイソウゴウシゲンエネルギーカイハツギジュツケンキュウクミアイレンゴウカイ';
/** Nothing to break a line at. */
const UNBROKEN = 'Rindfleischetikettierungsueberwachungsaufgabenuebertragungsgesetz';
const PERSON = 'アレクサンドロヴィチ　コンスタンチン・フョードロヴィチ';
const DEPARTMENT = '海外事業推進本部　第二プロジェクト統括部　リスク管理課';
const EMAIL = `${'a-very-long-name-of-a-person'.repeat(2)}@${'department-of-something.'.repeat(3)}example`;

/** Every name, address and text that people give becomes as long as any that are met, with and without places to break a line. */
export async function lengthen(db: Db): Promise<void> {
  await db.update(insuredParties).set({
    name: NAME,
    nameKana: READING,
    nameEnglish: `${UNBROKEN} ${UNBROKEN} Co., Ltd.`,
    representativeTitle: '代表取締役会長兼社長執行役員最高経営責任者',
    representativeName: PERSON,
    building: `${UNBROKEN}　第二新館ビルディング東棟38階3801号室`,
    addressEnglish: `${UNBROKEN}, ${UNBROKEN}`,
    url: `https://www.example/${UNBROKEN}/${UNBROKEN}`,
    contactDepartment: DEPARTMENT,
    contactName: PERSON,
    contactEmail: EMAIL,
  });
  await db
    .update(webUsers)
    .set({ name: PERSON, kana: READING, department: DEPARTMENT, title: '上席主任調査役', email: EMAIL });
  await db.update(staff).set({ name: PERSON, department: DEPARTMENT, title: '上席主任調査役', email: EMAIL });
  await db.update(agreements).set({ name: `${NAME}（${UNBROKEN}）` });
  await db.update(linkedServices).set({ name: NAME });
  await db.update(reasonTemplates).set({ title: NAME, body: `${NAME}。`.repeat(8) });
  await db.update(comments).set({ text: `${NAME}。\n${UNBROKEN}${UNBROKEN}\n`.repeat(4) });
  await db.update(queueViews).set({ name: NAME });
  await db.update(mailLog).set({ recipient: EMAIL, subject: `【${NAME}】${NAME}` });
}
