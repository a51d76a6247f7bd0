import { button } from '../../components.ts';
import { attributes, type Html, html } from '../../html.ts';
import { keysDialog } from './keys-dialog.ts';

/** Where in which list a page of one piece of work stands. */
export interface QueuePlace {
  /** The list, at the row that one came from. */
  back: string;
  previous?: string | undefined;
  next?: string | undefined;
}

/** On to the next piece of work in the same list, and back to it. */
export const placeLinks = ({
  back,
  previous,
  next,
}: QueuePlace): Html => html`<nav class="queue-place" aria-label="一覧の中の移動">
  ${link('一覧へ戻る', back, 'u')}${link('前の申込み', previous, 'k')}${link('次の申込み', next, 'j')}
</nav>${keysDialog('work')}`;

const link = (text: string, href: string | undefined, key: string): Html =>
  href
    ? button({ text, href, size: 'small', attributes: { 'data-key': key } })
    : html`<span class="button" data-kind="secondary" data-size="small"${attributes({ 'aria-disabled': 'true' })}>${text}</span>`;
