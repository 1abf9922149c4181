export { suggestionsOf } from "./suggestions-of.ts";
export { type Suggestion, type Suggestions, SuggestionError } from "./suggestions.ts";
