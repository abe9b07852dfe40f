# Functions of QCA 3.25, SetMethods 4.0 and NCA with the arguments that they document, and none
# else: a script that passes here names its columns and arguments as the packages want them.
# They compute nothing.
library <- function(package, ...) cat("library", deparse(substitute(package)), "\n")
names_in <- function(text) {
  text <- gsub("\\[[^]]*\\]|<-|[~()+*]", " ", text)
  setdiff(strsplit(trimws(gsub(" +", " ", text)), " ")[[1]], "")
}
known <- function(text, data) {
  unknown <- setdiff(names_in(text), names(data))
  if (length(unknown)) stop("not in the data: ", paste(unknown, collapse = ", "))
}
calibrate <- function(x, type = "fuzzy", method = "direct", thresholds = NA, logistic = TRUE,
                      idm = 0.95, ecdf = FALSE, below = 1, above = 1) {
  stopifnot(is.numeric(x), type %in% c("crisp", "fuzzy"))
  stopifnot(method %in% c("direct", "indirect", "TFR"), method == "TFR" || is.numeric(thresholds))
  if (method == "direct" && type == "fuzzy") stopifnot(length(thresholds) %in% c(3, 6))
  cat("calibrate", format(thresholds, digits = 15), "\n")
  rank(x) / length(x)
}
pof <- function(setms = NULL, outcome = NULL, data = NULL, relation = "necessity",
                use.labels = FALSE, inf.test = "", incl.cut = c(0.75, 0.5), add = NULL) {
  known(setms, data)
  if (is.null(outcome)) stopifnot(grepl("<-", setms)) else known(outcome, data)
  cat("pof", setms, outcome, "\n")
}
superSubset <- function(data, outcome = "", conditions = "", relation = "necessity", incl.cut = 1,
                        cov.cut = 0, ron.cut = 0, pri.cut = 0, depth = NULL, use.letters = FALSE,
                        use.labels = FALSE, add = NULL) {
  known(outcome, data)
  stopifnot(conditions %in% names(data))
  cat("superSubset", incl.cut, ron.cut, depth, "\n")
}
truthTable <- function(data, outcome = "", conditions = "", incl.cut = 1, n.cut = 1, pri.cut = 0,
                       exclude = NULL, complete = FALSE, use.letters = FALSE, use.labels = FALSE,
                       show.cases = FALSE, dcc = FALSE, sort.by = "", inf.test = "") {
  known(outcome, data)
  stopifnot(conditions %in% names(data), nrow(data) > 1, n.cut >= 1, incl.cut <= 1)
  cat("truthTable", outcome, incl.cut, n.cut, pri.cut, "\n")
  list(tt = data.frame(OUT = rep("0", 4096), row.names = 1:4096), data = data)
}
minimize <- function(input, include = "", dir.exp = NULL, details = FALSE, pi.cons = 0,
                     sol.cons = 0, all.sol = FALSE, row.dom = FALSE, first.min = FALSE,
                     max.comb = 0, use.labels = FALSE, method = "CCubes", show.cases = FALSE) {
  if (!is.null(dir.exp)) known(dir.exp, input$data)
  set <- rownames(input$tt)[input$tt$OUT == "1"]
  cat("minimize", include, dir.exp, set, "\n")
  structure(list(data = input$data), class = "solved")
}
print.solved <- function(x, ...) invisible(x)
print.list <- function(x, ...) invisible(x)
nca_analysis <- function(data, x, y, ceilings = c("ols", "ce_fdh", "cr_fdh"), corner = NULL,
                         flip.x = FALSE, flip.y = FALSE, scope = NULL,
                         bottleneck.x = "percentage.range", bottleneck.y = "percentage.range",
                         steps = 10, step.size = NULL, cutoff = 0, qr.tau = 0.95,
                         effect_aggregation = c(1), test.rep = 0, test.p_confidence = 0.95,
                         test.p_threshold = 0) {
  stopifnot(c(x, y) %in% names(data))
  stopifnot(ceilings %in% c("ce_fdh", "cr_fdh", "ce_vrs", "cr_vrs", "qr"))
  cat("nca_analysis", y, range(data[[y]]), test.rep, "\n")
}
nca_output <- function(model, plots = FALSE, plotly = FALSE, bottlenecks = FALSE,
                       summaries = TRUE, test = FALSE, pdf = FALSE, path = NULL,
                       selection = NULL) cat("nca_output", test, "\n")
capitals <- function(...) stopifnot(c(...) == toupper(c(...)))
cluster <- function(data = NULL, results, outcome, unit_id, cluster_id, sol = 1,
                    necessity = FALSE) {
  stopifnot(c(outcome, unit_id, cluster_id) %in% names(data))
  capitals(names(results$data)[1], outcome, unit_id, cluster_id)
  cat("cluster\n")
}
theory.evaluation <- function(theory, empirics, outcome, sol = 1, print.fit = FALSE,
                              print.data = FALSE, use.tilde = TRUE) {
  known(theory, empirics$data)
  capitals(names_in(theory), outcome)
  cat("theory.evaluation", theory, "\n")
}
smmr <- function(results, outcome, sol = 1, match = NULL, cases = NULL, max_pairs = 5, term = 1,
                 nec.cond = NULL, necessity = FALSE) {
  if (is.null(match) || is.null(cases)) stop("match and cases have to be given")
  if (!is.null(nec.cond)) known(nec.cond, results$data)
  cat("smmr", match, cases, term, nec.cond, "\n")
}
