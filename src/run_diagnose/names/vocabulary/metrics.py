"""Metrics: canonical name to the better direction and the spellings."""

from __future__ import annotations

from run_diagnose.model.roles import Goal
from run_diagnose.names.vocabulary.spelled import words

MIN, MAX = Goal.MIN, Goal.MAX

METRICS: dict[str, tuple[Goal, str]] = {
    "accuracy": (
        MAX,
        """
                accuracy acc accuracies accs accu categoricalaccuracy binaryaccuracy sparsecategoricalaccuracy aacc
                accuracyscore correct tokenaccuracy meantokenaccuracy nextsentaccuracy maskedaccuracy accpercent
                wordacc accuracy01
            """,
    ),
    "top1": (MAX, "top1 top1acc acc1 accuracy1 acctop1 top1accuracy accuracytop1 prec1 acc1avg"),
    "top5": (
        MAX,
        """
                top5 top5acc acc5 accuracy5 accuracy05 acctop5 top5accuracy accuracytop5 prec5 topkcategoricalaccuracy
                top5categoricalaccuracy sparsetopkcategoricalaccuracy
            """,
    ),
    "top3": (MAX, "top3 top3acc acc3 acctop3 top3accuracy accuracy03"),
    "balanced_accuracy": (
        MAX,
        """
                balancedaccuracy balancedacc bacc balacc uar meanclassacc meanclassaccuracy macc mean1 accmean1
                accmean accmean1class averageclassaccuracy
            """,
    ),
    "hellaswag": (MAX, "hellaswag hella hellaswagaccuracy hellaswagacc"),
    "error_rate": (
        MIN,
        """
                errorrate error err errors top1err top1error top1errorrate err1 classificationerror binaryerror
                multierror merror misclassification der zerooneloss top5err top5error
            """,
    ),
    "f1": (
        MAX,
        """
                f1 f1score fscore f1macro macrof1 f1micro microf1 f1weighted weightedf1 fmeasure f1m dicef1 tokenf1
                spanf1 micro macro entsf nerf1 fbeta f05 f2score fbetascore entf overallf1 seqevalf1
            """,
    ),
    "precision": (MAX, "precision prec ppv precisions entsp"),
    "recall": (MAX, "recall sensitivity tpr rec truepositiverate recalls entsr"),
    "retrieval": (MAX, "i2tr1 i2tr5 i2tr10 t2ir1 t2ir5 t2ir10 t2vr1 t2vr5 t2vr10 v2tr1 v2tr5 v2tr10"),
    "specificity": (MAX, "specificity tnr"),
    "auroc": (MAX, "auc gauc auroc rocauc aucroc aucscore rocaucscore areaundercurve"),
    "average_precision": (MAX, "ap avgprecision averageprecision aucpr prauc auprc apscore"),
    "ap50": (MAX, "ap50 ap05"),
    "ap75": (MAX, "ap75 ap075"),
    "map": (
        MAX,
        """
                map meanap meanaverageprecision coconbboxmap bboxmap segmmap cocombboxmap mapscore
            """,
    ),
    "map50": (MAX, "map50 map05 map5 meanap50"),
    "map75": (MAX, "map75 map075"),
    "map50_95": (MAX, "map5095 map05095 map050095 map595 map5to95 map05to095"),
    "iou": (
        MAX,
        """
                iou jaccard jaccardindex jaccardscore meaniou meaniouscore iouscore ious binaryiou onehotmeaniou
                jaccardcoef
            """,
    ),
    "miou": (MAX, "miou meanintersectionoverunion"),
    "dice": (
        MAX,
        """
                dice dsc dicecoef dicescore dicecoefficient meandice mdice pseudodice emafgdice meanfgdice
                averageglobalforegrounddice globalforegrounddice diceavg dicemean
            """,
    ),
    "hausdorff": (MIN, "hd95 hd 95hd hausdorff hausdorffdistance hausdorff95"),
    "surface_distance": (MIN, "asd assd averagesurfacedistance"),
    "surface_dice": (MAX, "nsd surfacedice normalizedsurfacedice normalizedsurfacedistance"),
    "pq": (MAX, "pq panopticquality"),
    "ndcg": (MAX, "ndcg"),
    "mrr": (MAX, "mrr meanreciprocalrank"),
    "hit_rate": (
        MAX,
        "hitrate hits hitratio hits1 hits3 hits5 hits10 hitsat1 hitsat3 hitsat10 hit1 hit5 hit10 hr1 hr5 hr10 hr20",
    ),
    "keypoints": (MAX, "pck pck05 pck02 pck01 pckh pckh05 mpck oks"),
    "bleu": (MAX, "bleu sacrebleu bleu4 bleu1 bleu2 bleu3 bleuscore bleudetok"),
    "rouge": (MAX, "rouge rouge1 rouge2 rougel rougelsum"),
    "chrf": (MAX, "chrf chrfpp"),
    "meteor": (MAX, "meteor"),
    "ter": (MIN, "ter"),
    "bertscore": (MAX, "bertscore"),
    "comet": (MAX, "comet"),
    "exact_match": (MAX, "exactmatch em exact emscore"),
    "las": (MAX, "las deplas"),
    "uas": (MAX, "uas depuas"),
    "wer": (MIN, "wer worderrorrate"),
    "cer": (MIN, "cer charactererrorrate charerrorrate"),
    "per": (MIN, "phonemeerrorrate phoneerrorrate"),
    "edit_distance": (MIN, "editdistance levenshtein"),
    "eer": (MIN, "eer equalerrorrate"),
    "perplexity": (MIN, "ppl perplexity pplx perplexities"),
    "bits_per_unit": (MIN, "bpc bpb bpd bitsperdim bitsperchar bitsperbyte bitspercharacter"),
    "r2": (MAX, "r2 rsquared rsq r2score coefficientofdetermination"),
    "explained_variance_score": (MAX, "explainedvariancescore"),
    "correlation": (
        MAX,
        """
                correlation corr pearson pearsonr pcc plcc pearsoncorr correlationcoefficient corrcoef ccc cc
                concordance pearsoncorrelation
            """,
    ),
    "spearman": (
        MAX,
        """
                spearman spearmanr spearmancorr srcc srocc rankcorr spearmanrho ic rankic spearmancorrelation
            """,
    ),
    "kendall": (MAX, "kendall kendalltau krcc"),
    "kappa": (MAX, "kappa qwk cohenkappa cohenskappa quadraticweightedkappa quadratickappa"),
    "mcc": (MAX, "mcc matthews matthewscorrelation matthewscorrcoef phi"),
    "mae": (MIN, "mae l1 meanabsoluteerror meanabserror l1error absoluteerror nmae"),
    "mse": (MIN, "mse l2 meansquarederror meansquareerror squarederror l2error nmse"),
    "rmse": (MIN, "rmse rootmeansquarederror rootmeansquareerror nrmse"),
    "pose_error": (MIN, "mpjpe pampjpe mpjpemm pampjpemm mpvpe"),
    "mape": (MIN, "mape smape meanabsolutepercentageerror wape"),
    "rmsle": (MIN, "rmsle msle meansquaredlogarithmicerror rmselog logrmse"),
    "relative_error": (MIN, "absrel sqrel relabs absrelerror sqrelerror"),
    "threshold_accuracy": (MAX, "delta1 delta2 delta3"),
    "efficiency": (MAX, "nse kge nashsutcliffe"),
    "quantile": (MIN, "pinball quantileloss crps"),
    "poisson": (MIN, "poisson gammadeviance tweedie"),
    "brier": (MIN, "brier brierscore"),
    "ece": (MIN, "ece calibrationerror expectedcalibrationerror"),
    "psnr": (MAX, "psnr"),
    "ssim": (MAX, "ssim msssim"),
    "snr": (MAX, "snr sdr sisdr sisnr sisdri"),
    "lpips": (MIN, "lpips"),
    "pesq": (MAX, "pesq stoi mos utmos"),
    "mcd": (MIN, "mcd"),
    "fid": (MIN, "fid fid50k fid50kfull frechetinceptiondistance kid kid50k fvd"),
    "inception_score": (MAX, "inceptionscore is50k"),
    "elbo": (MAX, "elbo evidencelowerbound"),
    "log_likelihood": (MAX, "loglikelihood loglik logprob logprobs llh"),
    "reward": (
        MAX,
        """
                reward rewards return returns eprewmean episoderewardmean episodereward meanreward averageepret epret
                avgreward rewardmean mean100episodereward epreturn episodereturn cumulativereward averagereturn eprew
                meanreturn eprewardmean environmentcumulativereward averagereward episodicreturn rewmean rew
                epr pointaverage averagepoints avgpoints meanpoints
            """,
    ),
    "success_rate": (MAX, "successrate success winrate wins solverate passrate"),
    "spl": (MAX, "spl softspl"),
    "reward_accuracy": (MAX, "rewardsaccuracies rewardaccuracy"),
    "reward_margin": (MAX, "rewardsmargins rewardmargin"),
    "pass_at_k": (MAX, "pass1 passat1 pass10"),
    "silhouette": (MAX, "silhouette nmi ari"),
    "knn_accuracy": (MAX, "knnaccuracy knnacc knntop1 linearprobe"),
    "cosine_similarity": (MAX, "cos cosine cosinesimilarity cossim cosinesim cosim"),
    "score": (MAX, "score"),
    "fitness": (MAX, "fitness bestfitness meanfitness avgfitness averagefitness maxfitness"),
}
"""Metric to its better direction and spellings."""

GENERIC = words("""
    error err errors score cost cc ic hits success return returns correct objective rec map ap is per phi l1 l2 em
    exact ce multiclass fit learn te tr wins criterion rew value ter mos las micro macro hd asd nsd cos
""")
"""Spellings that mean something else in other trades; they yield to a surer word and do not prove a training log."""

EVALUATED = words("""
    map map50 map50_95 map75 ap50 ap75 average_precision miou bleu rouge chrf meteor wer cer fid inception_score
    exact_match hellaswag ndcg mrr las uas ter comet knn_accuracy eer
""")
"""Metrics that cost a pass over held-out data, so that a bare name means validation."""
