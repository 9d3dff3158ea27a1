// The page of all figures: buttons that copy a figure with its citation.

import { startCopying } from "./copy-button.js";

startCopying();
