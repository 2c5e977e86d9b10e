import {elementEmbed} from './element-embed.js';
import {iframeEmbed} from './iframe-embed.js';
import {options} from './options.js';
import {tokenKeeper} from './token.js';

const EMBEDS = {element: elementEmbed, iframe: iframeEmbed};

/** The right column: the journey of the chosen contact, embedded in one way or the other. */
export const startJourney = () => {
  const stage = document.getElementById('stage');
  const note = document.getElementById('panel-note');
  const state = {token: undefined, identifiers: [], theme: 'auto'};
  let way = 'element';
  let embed;

  const keeper = tokenKeeper((token) => {
    state.token = token;
    update();
  });

  const update = () => {
    const reason = reasonFor(state.contact);
    note.hidden = !reason;
    stage.hidden = Boolean(reason);
    if (reason) {
      note.querySelector('p').textContent = reason;
      embed?.stop();
      embed = undefined;
      return;
    }
    if (!embed) {
      embed = EMBEDS[way](options, {onTokenNeeded: () => void keeper.refresh()});
      embed.show(state);
      stage.replaceChildren(embed.node);
    }
    embed.show(state);
  };

  void keeper.refresh();
  return {
    choose(contact) {
      Object.assign(state, {contact, identifiers: contact?.identifiers ?? []});
      update();
    },
    embedAs(next) {
      if (next === way) return;
      way = next;
      embed?.stop();
      embed = undefined;
      update();
    },
    theme(theme) {
      state.theme = theme;
      update();
    },
  };
};

/** Why there is no journey to show, if so. */
const reasonFor = (contact) => {
  if (!contact) return 'The journey of the customer you choose appears here.';
  const brand = options.brands.find(({id}) => id === contact.brand);
  if (!brand.connected) {
    return `${brand.name} is another tenant. The token of this desktop is for Halden Coffee Goods alone, and the collector keeps the two apart.`;
  }
  if (contact.identifiers.length === 0) {
    return 'This visitor has not agreed that support may see the visit. The chat works all the same.';
  }
  return undefined;
};
