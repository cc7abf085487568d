// How our scripts are written: what the linter calls mistakes, and a few habits of this project.
import js from "@eslint/js";
import globals from "globals";

const OURS = ["plworkbench/widgets/static/*.js", "plworkbench/voila/static/*.js"];

export default [
  { ignores: ["frontend/node_modules/", "plworkbench/voila/front/", ".venv*/", "**/build/", "**/dist/"] },
  { files: [...OURS, "frontend/**/*.js"], ...js.configs.recommended },
  {
    files: [...OURS, "frontend/**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "no-console": ["error", { allow: ["error", "warn"] }],
      "no-constructor-return": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-script-url": "error",
      "no-self-compare": "error",
      "no-template-curly-in-string": "error",
      "no-throw-literal": "error",
      "no-unmodified-loop-condition": "error",
      "no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    // Text enters the page as text: what would read it as markup is not used.
    files: OURS,
    languageOptions: { globals: globals.browser },
    rules: {
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML", "createContextualFragment"].map((property) => ({
          property,
          message: "Text enters the page as text: use h() or textContent.",
        })),
        { object: "document", property: "write", message: "Text enters the page as text: use h() or textContent." },
      ],
      "no-restricted-globals": [
        "error",
        ...["event", "name", "status", "length", "top", "parent"].map((name) => ({ name, message: "Say which object it is of." })),
      ],
    },
  },
  { files: ["frontend/src/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["frontend/*.js", "frontend/test/**/*.js"], languageOptions: { globals: globals.node }, rules: { "no-console": "off" } },
];
