// What html-validate looks for: all that it recommends, but for these rules. Each says why it is off.
module.exports = {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Matters of style, on which the standard has no opinion.
    "doctype-style": "off",
    "no-implicit-input-type": "off", // text is what an input is without a type
    "no-trailing-whitespace": "off",
    // A record's title is as long as its name; nothing is cut out of a name.
    "long-title": "off",
    // base.css keeps every phone number on one line, with plain hyphens that can be copied.
    "tel-non-breaking": "off",
    // A region that scrolls is a div with a role: a section would need a heading of its own, and the Nu checker asks for one.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // A list may have a name: the lists of filters in use have one.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // Choices of one kind share a name, as boxes do everywhere.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "reset", "button"] }],
    // The code for another site's frame has to bring its own style along.
    "no-inline-style": ["error", { allowedProperties: ["border", "max-width"] }],
    // The forms without a button answer while one types, and Enter sends the search.
    "wcag/h32": "off",
  },
};
