import { type EntryDetails, entryChannelText } from '../../../domain/entry.ts';
import type { Fact } from '../../components.ts';
import { formatDate } from '../../format.ts';
import { html } from '../../html.ts';

/** Who asked for an application that staff entered, how and when. */
export const entryFacts = ({ channel, requestedBy, requestedOn, note }: EntryDetails): Fact[] => [
  { label: '申出の方法', value: entryChannelText[channel] },
  { label: '申出をした方', value: requestedBy },
  { label: '申出を受けた日', value: formatDate(requestedOn) },
  { label: '受付の経緯', value: note && html`<span class="prose">${note}</span>` },
];
