export interface Product {
  sku: string;
  slug: string;
  name: string;
  category: Category['slug'];
  /** EUR cents. */
  priceMinor: number;
  /** One line, for a card. */
  tagline: string;
  description: string;
  specs: readonly (readonly [name: string, value: string])[];
  rating: number;
  reviews: number;
  /** The background of its picture. */
  tint: 'sand' | 'mist' | 'clay' | 'sky';
}

export interface Category {
  slug: 'brew' | 'grind' | 'drink' | 'beans';
  name: string;
  lead: string;
}

export const CURRENCY = 'EUR';

export const CATEGORIES: readonly Category[] = [
  {
    slug: 'brew',
    name: 'Brew',
    lead: 'Kettles and drippers for a calm five minutes every morning.',
  },
  {
    slug: 'grind',
    name: 'Grind & weigh',
    lead: 'Even grounds and exact doses: most of the taste is decided here.',
  },
  {slug: 'drink', name: 'Drink', lead: 'Cups that keep it warm, and feel right in the hand.'},
  {
    slug: 'beans',
    name: 'Beans & filters',
    lead: 'Roasted on Mondays, posted on Tuesdays, in your kitchen by the weekend.',
  },
];

export const PRODUCTS: readonly Product[] = [
  {
    sku: 'HCG-101',
    slug: 'pour-over-kettle',
    name: 'Pour-over kettle',
    category: 'brew',
    priceMinor: 7990,
    tagline: 'A slow, steady stream, on any stove',
    description:
      'The gooseneck gives you a stream as thin as a pencil and just as easy to steer. Enamelled steel holds the heat through a whole brew, and the oak handle stays cool.',
    specs: [
      ['Volume', '0.9 litres'],
      ['Works on', 'Gas, electric, induction'],
      ['Material', 'Enamelled steel, oak'],
      ['Weight', '640 g'],
    ],
    rating: 4.8,
    reviews: 312,
    tint: 'sand',
  },
  {
    sku: 'HCG-102',
    slug: 'electric-kettle',
    name: 'Electric kettle',
    category: 'brew',
    priceMinor: 14900,
    tagline: 'To the degree, and it stays there',
    description:
      'Turn the dial to anything from 40 to 100 °C. It gets there in under four minutes for a full kettle, and holds the temperature for half an hour while you weigh and grind.',
    specs: [
      ['Volume', '0.8 litres'],
      ['Temperature', '40 to 100 °C, in steps of one'],
      ['Power', '1,200 W'],
      ['Hold', '30 minutes'],
    ],
    rating: 4.6,
    reviews: 187,
    tint: 'mist',
  },
  {
    sku: 'HCG-103',
    slug: 'ceramic-dripper',
    name: 'Ceramic dripper',
    category: 'brew',
    priceMinor: 2800,
    tagline: 'One to four cups, for a lifetime',
    description:
      'Thick stoneware that keeps the brew warm, with spiral ribs that let the filter breathe. Takes every 02 paper filter, ours included.',
    specs: [
      ['Size', '02, for one to four cups'],
      ['Material', 'Glazed stoneware'],
      ['Dishwasher', 'Yes'],
      ['Weight', '480 g'],
    ],
    rating: 4.9,
    reviews: 421,
    tint: 'clay',
  },
  {
    sku: 'HCG-104',
    slug: 'glass-carafe',
    name: 'Glass carafe',
    category: 'brew',
    priceMinor: 4600,
    tagline: 'Brew and pour from one piece of glass',
    description:
      'A single piece of borosilicate glass with an oak collar. Brew up to five cups, take the filter out, and it is the jug you serve from.',
    specs: [
      ['Volume', '0.75 litres'],
      ['Material', 'Borosilicate glass, oak, leather'],
      ['Dishwasher', 'Yes, without the collar'],
      ['Filter', 'Folded, or our 02 with the dripper'],
    ],
    rating: 4.7,
    reviews: 156,
    tint: 'sky',
  },
  {
    sku: 'HCG-201',
    slug: 'hand-grinder',
    name: 'Hand grinder',
    category: 'grind',
    priceMinor: 11900,
    tagline: 'Thirty grams in forty seconds, quietly',
    description:
      'Steel conical burrs, held at both ends so that they do not wobble. Twenty-four clicks from espresso to French press, and no one wakes up.',
    specs: [
      ['Burrs', '38 mm steel, conical'],
      ['Settings', '24 clicks'],
      ['Holds', '30 g'],
      ['Height', '18 cm'],
    ],
    rating: 4.7,
    reviews: 264,
    tint: 'mist',
  },
  {
    sku: 'HCG-202',
    slug: 'electric-grinder',
    name: 'Electric grinder',
    category: 'grind',
    priceMinor: 24900,
    tagline: 'Same dose, same grind, every time',
    description:
      'Set the seconds, press once. The 54 mm flat burrs turn slowly, so the beans stay cool and the kitchen stays clean.',
    specs: [
      ['Burrs', '54 mm steel, flat'],
      ['Settings', '40 steps'],
      ['Hopper', '250 g'],
      ['Power', '160 W'],
    ],
    rating: 4.5,
    reviews: 98,
    tint: 'sand',
  },
  {
    sku: 'HCG-203',
    slug: 'brew-scale',
    name: 'Brew scale',
    category: 'grind',
    priceMinor: 5900,
    tagline: 'A tenth of a gram, and a timer',
    description:
      'Responds in a fifth of a second and starts its timer with the first drop. Charges over USB-C, once a month or so.',
    specs: [
      ['Precision', '0.1 g, up to 2 kg'],
      ['Timer', 'Starts by itself'],
      ['Battery', 'About 30 days'],
      ['Splash-proof', 'Yes'],
    ],
    rating: 4.6,
    reviews: 203,
    tint: 'clay',
  },
  {
    sku: 'HCG-301',
    slug: 'stoneware-mug',
    name: 'Stoneware mug',
    category: 'drink',
    priceMinor: 1800,
    tagline: 'Dipped by hand, so no two are alike',
    description:
      'Heavy at the bottom, thin at the lip. The glaze is dipped by hand in our studio, so each line lands a little differently.',
    specs: [
      ['Volume', '300 ml'],
      ['Material', 'Stoneware'],
      ['Dishwasher', 'Yes'],
      ['Microwave', 'Yes'],
    ],
    rating: 4.9,
    reviews: 538,
    tint: 'sky',
  },
  {
    sku: 'HCG-302',
    slug: 'double-wall-glass',
    name: 'Double-wall glass, set of two',
    category: 'drink',
    priceMinor: 2400,
    tagline: 'Hot inside, cool outside',
    description:
      'Two walls with air between: your flat white stays warm, your fingers do not burn, and you can see the layers.',
    specs: [
      ['Volume', '220 ml each'],
      ['Material', 'Borosilicate glass'],
      ['Dishwasher', 'Yes'],
      ['In the box', 'Two glasses'],
    ],
    rating: 4.4,
    reviews: 121,
    tint: 'sand',
  },
  {
    sku: 'HCG-303',
    slug: 'travel-tumbler',
    name: 'Travel tumbler',
    category: 'drink',
    priceMinor: 3200,
    tagline: 'Warm for six hours, tight for good',
    description:
      'Vacuum steel with a ceramic lining, so coffee tastes of coffee. The lid closes with a quarter turn and has not leaked in any bag we tried.',
    specs: [
      ['Volume', '360 ml'],
      ['Keeps warm', '6 hours'],
      ['Material', 'Steel, ceramic lining'],
      ['Dishwasher', 'Lid only'],
    ],
    rating: 4.6,
    reviews: 174,
    tint: 'mist',
  },
  {
    sku: 'HCG-401',
    slug: 'morgen-beans',
    name: 'Morgen, medium roast',
    category: 'beans',
    priceMinor: 1290,
    tagline: 'Apricot, honey, black tea',
    description:
      'A bright washed coffee from two small farms in Huila, Colombia. It is at its best as a pour-over, ten days to six weeks after roasting.',
    specs: [
      ['Weight', '250 g, whole beans'],
      ['Origin', 'Huila, Colombia'],
      ['Roast', 'Medium'],
      ['Best for', 'Pour-over, filter'],
    ],
    rating: 4.8,
    reviews: 389,
    tint: 'clay',
  },
  {
    sku: 'HCG-402',
    slug: 'kveld-beans',
    name: 'Kveld, decaf espresso',
    category: 'beans',
    priceMinor: 1350,
    tagline: 'Cocoa, hazelnut, no sleepless night',
    description:
      'Decaffeinated with mountain water, roasted a little darker. It holds its own in milk, and you may have it after dinner.',
    specs: [
      ['Weight', '250 g, whole beans'],
      ['Origin', 'Chiapas, Mexico'],
      ['Roast', 'Medium dark'],
      ['Best for', 'Espresso, moka pot'],
    ],
    rating: 4.5,
    reviews: 142,
    tint: 'mist',
  },
  {
    sku: 'HCG-403',
    slug: 'paper-filters',
    name: 'Paper filters 02, pack of 100',
    category: 'beans',
    priceMinor: 750,
    tagline: 'Thick, unbleached, no papery taste',
    description:
      'Unbleached paper from certified forests. Rinse once with hot water and you will not know it was there.',
    specs: [
      ['Size', '02'],
      ['Count', '100'],
      ['Material', 'Unbleached paper'],
      ['Compost', 'Yes, grounds and all'],
    ],
    rating: 4.7,
    reviews: 266,
    tint: 'sky',
  },
];

export const productOf = (slug: string): Product | undefined =>
  PRODUCTS.find((product) => product.slug === slug);

export const categoryOf = (slug: string): Category | undefined =>
  CATEGORIES.find((category) => category.slug === slug);

const euro = new Intl.NumberFormat('en-IE', {style: 'currency', currency: CURRENCY});

/** `€79.90` */
export const price = (minor: number): string => euro.format(minor / 100);

/** A product as GA4's e-commerce events have it: prices in whole units with decimals. */
export const ga4Item = (product: Product, over: {index?: number; quantity?: number} = {}) => ({
  item_id: product.sku,
  item_name: product.name,
  item_brand: 'Halden',
  item_category: categoryOf(product.category)!.name,
  price: product.priceMinor / 100,
  ...over,
});
