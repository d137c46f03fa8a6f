// Starts the page once everything it needs is there.

import { startVerifier } from "./page.js";

startVerifier();
