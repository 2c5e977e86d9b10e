const WORDS = /[\p{L}\p{M}\p{N}']+|[👍👌🙏]/gu;
const wordsIn = (text: string): string[] => text.match(WORDS) ?? [];

// Pure, so that a bundle which asks nobody whether they thank does not carry the words.

/** With one of these somebody ends a conversation ... */
const CLOSES = /* @__PURE__ */ new Set(
  /* @__PURE__ */ wordsIn(`thanks thank thx cheers ok okay perfect great understood noted
    danke dank dankeschön super perfekt passt prima klar ordnung verstanden
    gracias perfecto vale genial acuerdo entendido
    merci parfait d'accord entendu
    obrigado obrigada perfeito ótimo valeu combinado entendi
    धन्यवाद शुक्रिया ठीक
    شكرا شكراً تمام حسنا حسناً ممتاز 👍 👌 🙏`),
);

/** ... and these go with it. */
const GO_WITH = /* @__PURE__ */ new Set(
  /* @__PURE__ */ wordsIn(`you very so much a lot many again all it's that's fine good works now got it kind best
    vielen lieben besten herzlichen schön sehr ihnen dir alles gut in das hat geklappt funktioniert jetzt
    mit viele liebe beste freundlichen freundliche
    muchas mil todo muy bien amable de un
    beaucoup mille très bien c'est
    muito muita tudo bem certo
    बहुत आपका है जी
    جزيلا جزيلاً لك لكم جدا جدًا كثيرا كثيراً`),
);

/** "Hello Ada," */
const SALUTATION =
  /^(?:hi|hello|dear|hallo|liebe[rs]?|hola|bonjour|olá|नमस्ते|مرحبا)(?: \p{L}{1,30}){0,3}[,!\n]/u;

/** "... for your quick help" */
const FOR_WHAT =
  /(?<!\p{L})(?:for|für|por|pour|pela|على)(?: \p{L}{1,20}){0,2} (?:help|support|reply|answer|hilfe|antwort|rückmeldung|ayuda|respuesta|aide|réponse|ajuda|resposta)(?!\p{L})|على المساعدة/u;

/** After it stands somebody's name. */
const REGARDS =
  /(?<!\p{L})(?:regards|wishes|gru(?:ß|ss)|grü(?:ß|ss)en?|saludos?|cordialement|atenciosamente|abraços?|सादर|تحياتي)(?!\p{L})/u;

/** Longer, it says more than thanks. */
const LONGEST = 120;

/**
 * Whether somebody only thanks, or says that all is well, in a language that the panel speaks: that waits
 * for no answer. What is not understood does.
 */
export const isClosing = (text: string): boolean => {
  if (text.length > LONGEST || /[?؟]/.test(text)) return false;
  const letter = text.trim().toLowerCase().replaceAll('’', "'").replace(SALUTATION, '');
  const [said = '', name = ''] = letter.split(REGARDS);
  const words = wordsIn(said.replace(FOR_WHAT, ''));
  return (
    wordsIn(name).length <= 4 &&
    words.some((word) => CLOSES.has(word)) &&
    words.every((word) => CLOSES.has(word) || GO_WITH.has(word))
  );
};
