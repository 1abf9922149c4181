export { type HyperbandPlan, type HyperbandRound, type HyperbandSettings, hyperbandPlan } from "./hyperband-plan.ts";
export { suggestionsOf } from "./suggestions-of.ts";
export { type Suggestion, type Suggestions, SuggestionError } from "./suggestions.ts";
