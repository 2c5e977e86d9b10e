// oxlint-disable-next-line import/default -- what Node loads has only this one.
import opentype from 'opentype.js';

const {Font, Glyph, Path} = opentype;
const EM = 1000;
const WIDTH = 540;

const range = (from: number, to: number) =>
  Array.from({length: to - from + 1}, (_, index) => from + index);
const SPACES = [0x20, 0xa0, 0x2009, 0x202f];
/** What the gallery's texts are written in: Latin, Hebrew, Arabic, Devanagari, signs, a little Chinese. */
const LETTERS = [
  [0x21, 0x2ff],
  [0x590, 0x6ff],
  [0x900, 0x97f],
  [0x2010, 0x27bf],
  [0x65e5, 0x672c],
]
  .flatMap(([from, to]) => range(from!, to!))
  .filter((code) => !SPACES.includes(code));

/**
 * A font in which every letter is the same box, as a `data:` address: text is then as wide, breaks where
 * it breaks and looks alike on every machine, whatever fonts that has.
 */
export const boxFont = (): string => {
  const box = new Path();
  box.moveTo(50, 0);
  box.lineTo(50, 500);
  box.lineTo(WIDTH - 50, 500);
  box.lineTo(WIDTH - 50, 0);
  box.close();
  const glyphs = [
    new Glyph({name: '.notdef', advanceWidth: WIDTH, path: box}),
    new Glyph({name: 'space', unicodes: SPACES, advanceWidth: 280, path: new Path()}),
    new Glyph({name: 'box', unicodes: LETTERS, advanceWidth: WIDTH, path: box}),
  ];
  const font = new Font({
    familyName: 'Boxes',
    styleName: 'Regular',
    unitsPerEm: EM,
    ascender: 0.8 * EM,
    descender: -0.2 * EM,
    glyphs,
  });
  return `data:font/otf;base64,${Buffer.from(font.toArrayBuffer()).toString('base64')}`;
};
