/** What a script adds to pages that work without one: single keys, the basis panel without a reload, dropping a file. */
import "htmx.org";
import { copyArticles } from "./copy";
import { followReading } from "./follow";
import { listenForKeys, showPlace } from "./keys";
import { runByKey } from "./query";
import { followMeasure } from "./report";
import { completeSearches } from "./suggest";
import { reviewItems } from "./review";
import { takeDrops } from "./upload";

document.documentElement.classList.add("js");
listenForKeys();
showPlace();
followReading();
copyArticles();
followMeasure();
takeDrops();
runByKey();
completeSearches();
reviewItems();
