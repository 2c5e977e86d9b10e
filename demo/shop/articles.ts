export interface Article {
  slug: string;
  topic: 'Orders & delivery' | 'Paying' | 'Returns & repairs' | 'Brewing & care';
  title: string;
  summary: string;
  /** Words people type that the text does not hold. */
  alsoCalled: readonly string[];
  body: readonly (string | {steps: readonly string[]} | {heading: string})[];
}

export const TOPICS: readonly Article['topic'][] = [
  'Orders & delivery',
  'Paying',
  'Returns & repairs',
  'Brewing & care',
];

export const ARTICLES: readonly Article[] = [
  {
    slug: 'where-is-my-order',
    topic: 'Orders & delivery',
    title: 'Where is my order?',
    summary: 'What each tracking status means, and when to write to us.',
    alsoCalled: ['parcel', 'package', 'tracking', 'late', 'shipped', 'missing'],
    body: [
      'We hand parcels to the carrier every working day at 15:00. Order before then and yours leaves the same day; you get an e-mail with a tracking link within the hour.',
      {heading: 'What the status means'},
      {
        steps: [
          '“Announced”: the carrier knows of the parcel but has not scanned it. Normal for up to one working day.',
          '“In transit”: it is moving. Two to four working days within the EU.',
          '“At pick-up point”: it waits for you for seven days. Bring any photo ID.',
          '“Return to sender”: nobody was there twice. We write to you and post it again, free of charge.',
        ],
      },
      'No scan for more than three working days? Then it is our job to find it. Tell us your order number, which begins with HCG, and we open an inquiry with the carrier the same day.',
    ],
  },
  {
    slug: 'delivery-times-and-costs',
    topic: 'Orders & delivery',
    title: 'Delivery times and costs',
    summary: 'Free from €60, and two to four days to most places.',
    alsoCalled: ['shipping', 'post', 'express', 'carrier', 'how long'],
    body: [
      'Standard delivery costs €4.90 and takes two to four working days. It is free from €60. Express costs €9.90 and arrives the next working day if you order before 15:00.',
      'Picking up from our studio in Halden is free; we write when your things are ready, usually within two hours.',
      'Beans are roasted on Mondays and posted on Tuesdays, so an order with beans may leave a day or two later than the rest. We then send one parcel, not two, unless you ask.',
      'Outside the EU, Norway, Switzerland and the UK we do not deliver yet: fresh beans do not like customs.',
    ],
  },
  {
    slug: 'change-or-cancel-an-order',
    topic: 'Orders & delivery',
    title: 'Change or cancel an order',
    summary: 'Possible until it is packed, which is usually two hours.',
    alsoCalled: ['wrong address', 'edit', 'mistake', 'stop'],
    body: [
      'Orders are packed about two hours after you place them. Until then we can change the address, swap an item, or cancel it all.',
      {
        steps: [
          'Open the confirmation e-mail and note the order number (HCG and five digits).',
          'Chat or call: both reach people who can stop the parcel. An e-mail may be read too late.',
          'If you cancel, your card is never charged. With other ways to pay, the money is back in two working days.',
        ],
      },
      'Already posted? Refuse the parcel at the door, or send it back within 60 days. The return is free either way.',
    ],
  },
  {
    slug: 'my-card-was-declined',
    topic: 'Paying',
    title: 'My card was declined',
    summary: 'Nothing was charged. Here is what helps, most likely first.',
    alsoCalled: ['payment failed', 'refused', 'credit card', 'debit', 'bank', '3d secure'],
    body: [
      'A declined card means that your bank said no to this one payment. We do not see the reason, and nothing was charged. If you see a pending amount, it disappears within a few days.',
      {
        steps: [
          'Check the number, the expiry date and the three digits on the back. One wrong digit is the most frequent cause.',
          'Open your banking app: many banks ask you to confirm online payments, and the request expires after five minutes.',
          'Check the limit for payments abroad. Halden is in Norway, and some cards refuse that by default.',
          'Use another card, or pay by invoice within 14 days.',
        ],
      },
      'Your cart stays as it is for 30 days, so you lose nothing by trying later. If it fails a second time, start a chat: we can hold the items for you.',
    ],
  },
  {
    slug: 'invoices-and-vat',
    topic: 'Paying',
    title: 'Invoices and VAT',
    summary: 'Every order has one. For companies, without VAT.',
    alsoCalled: ['receipt', 'tax', 'business', 'company', 'bill'],
    body: [
      'The invoice is attached to the e-mail that says your order has left. Lost it? Write to us with your order number, and it is back within the hour.',
      'Companies in the EU with a valid VAT number buy without VAT. Enter the number in the address, in the field for the company; we check it at once.',
      'We cannot change the name on an invoice after 30 days. That is the law, not a whim.',
    ],
  },
  {
    slug: 'returns-and-refunds',
    topic: 'Returns & repairs',
    title: 'Returns and refunds',
    summary: '60 days, free of charge, used or not.',
    alsoCalled: ['send back', 'money back', 'exchange', 'refund', 'unhappy'],
    body: [
      'You may return anything within 60 days, even if you have brewed with it. Opened beans too, once: tell us what you did not like and we suggest others.',
      {
        steps: [
          'Put everything back into a box. It does not have to be ours.',
          'Ask us for a label by chat or e-mail; it comes as a QR code for your telephone.',
          'Hand it in at any pick-up point, and keep the receipt.',
        ],
      },
      {heading: 'When do I get my money?'},
      'We refund on the day the parcel reaches us, to the way you paid. Cards need two to five working days to show it. If a week has passed since it arrived, send us the receipt: we will trace it with the bank.',
    ],
  },
  {
    slug: 'warranty-and-repairs',
    topic: 'Returns & repairs',
    title: 'Warranty and repairs',
    summary: 'Five years on everything but paper and beans.',
    alsoCalled: ['broken', 'defect', 'spare parts', 'faulty', 'cracked'],
    body: [
      'Everything that is not eaten or thrown away is under warranty for five years. Send a photo of the damage and your order number, and most often we post a spare part the same day.',
      'Burrs, gaskets, lids, collars and charging boards can be bought on their own, for as long as we exist. Changing the burrs of a hand grinder takes ten minutes and one screwdriver.',
      'What the warranty does not cover: a cup that fell. But ask anyway. We often have seconds with a crooked glaze that we are glad to give away.',
    ],
  },
  {
    slug: 'choose-the-right-grind',
    topic: 'Brewing & care',
    title: 'Choose the right grind',
    summary: 'A setting for each way to brew, and how to correct it by taste.',
    alsoCalled: ['coarse', 'fine', 'bitter', 'sour', 'settings', 'clicks'],
    body: [
      'Count the clicks from fully closed. On our hand grinder: espresso 6 to 8, moka pot 10, pour-over 14 to 16, French press 22.',
      {
        steps: [
          'Tastes sour or thin? Grind finer by one click: the water ran through too quickly.',
          'Tastes bitter or dry? Grind coarser by one click.',
          'Tastes of nothing? Use more coffee before you change the grind: 60 g for a litre is a good start.',
        ],
      },
      'Change one thing at a time, and drink the failures. That is how everybody learns it.',
    ],
  },
  {
    slug: 'descale-your-kettle',
    topic: 'Brewing & care',
    title: 'Descale your kettle',
    summary: 'Half an hour with citric acid, every two months.',
    alsoCalled: ['limescale', 'clean', 'white', 'rust', 'spots'],
    body: [
      'White spots inside are lime, not damage. Brown ones are minerals too: enamel and our steel do not rust.',
      {
        steps: [
          'Fill the kettle to the line and stir in one spoon of citric acid. Vinegar works, but you will smell it for days.',
          'Warm it to 60 °C, no more: hot acid leaves a layer that is harder than lime.',
          'Wait for 30 minutes, pour it out through the spout, and rinse twice.',
        ],
      },
      'With hard water do this once a month. A filter jug doubles the time between.',
    ],
  },
  {
    slug: 'grinder-is-stuck',
    topic: 'Brewing & care',
    title: 'The grinder is stuck, or grinds unevenly',
    summary: 'Nearly always a bean in the wrong place.',
    alsoCalled: ['jammed', 'blocked', 'noise', 'does not turn', 'motor'],
    body: [
      {
        steps: [
          'Unplug the electric grinder. Always.',
          'Open it by five clicks, turn it over, and tap the side: a half-ground bean usually falls out.',
          'Take out the upper burr (it lifts without a tool), brush both, and put it back until it clicks.',
          'Grind 10 g and look: even now? Then close it to your setting while it turns, never while it stands.',
        ],
      },
      'If it hums but does not turn, stop: the motor protects itself and needs 20 minutes to cool. If it happens again, the burrs want replacing, and in the first five years that is on us.',
    ],
  },
  {
    slug: 'calibrate-the-scale',
    topic: 'Brewing & care',
    title: 'Calibrate the brew scale',
    summary: 'When the same cup weighs something else every day.',
    alsoCalled: ['inaccurate', 'drift', 'wrong weight', 'display', 'battery'],
    body: [
      'Put the scale on stone or wood, not on a cloth, and let it warm up for a minute.',
      {
        steps: [
          'Hold the left key for five seconds until the display says CAL.',
          'Put on exactly 1 kg. A litre of cold water in a cup you have zeroed before is near enough.',
          'Wait for END, and take the weight off.',
        ],
      },
      'If the display stays dark, charge it for 20 minutes with another cable. A flat battery needs a moment before it shows anything.',
    ],
  },
];

export const articleOf = (slug: string): Article | undefined =>
  ARTICLES.find((article) => article.slug === slug);

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !IGNORED.has(word));
const IGNORED = new Set(['the', 'and', 'for', 'how', 'can', 'you', 'does', 'what', 'with', 'get']);

const textOf = ({body}: Article) =>
  body.flatMap((part) =>
    typeof part === 'string' ? [part] : 'steps' in part ? part.steps : [part.heading],
  );

/** The articles that hold every word of `query`, the best first. */
export const searchArticles = (query: string): Article[] => {
  const wanted = wordsOf(query);
  if (wanted.length === 0) return [];
  return ARTICLES.map((article) => ({article, score: scoreOf(article, wanted)}))
    .filter(({score}) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({article}) => article);
};

const scoreOf = (article: Article, wanted: string[]) => {
  const fields = [
    {words: wordsOf(article.title), weight: 5},
    {words: wordsOf(article.alsoCalled.join(' ')), weight: 4},
    {words: wordsOf(article.summary), weight: 2},
    {words: wordsOf(textOf(article).join(' ')), weight: 1},
  ];
  const scores = wanted.map((word) =>
    Math.max(
      ...fields.map(({words, weight}) =>
        words.some((other) => other.startsWith(word.replace(/(ing|ed|s)$/, ''))) ? weight : 0,
      ),
    ),
  );
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0);
};
