"""What people call the quantities of a training log: canonical name, which way is better, spellings.

A spelling is *glued*: lower case, letters and digits only, so that ``top-1``, ``Top_1`` and ``top1`` are one. Spellings
were read in the logs and the documentation of Keras, Lightning, Hugging Face, Ultralytics, Detectron2, mmcv and
mmengine, fairseq, Marian, nnU-Net, Stable-Baselines3, Spinning Up, TRL, XGBoost, LightGBM, CatBoost, Flair and AllenNLP.
"""

from __future__ import annotations

from run_diagnose.model.roles import Goal, Split

MIN, MAX = Goal.MIN, Goal.MAX

SPLIT_WORDS: dict[str, Split] = {
    **dict.fromkeys("train training trn tr trainset learn fit insample".split(), Split.TRAIN),
    **dict.fromkeys(
        "val valid validation validate validating validset valset vali vld vl eval evaluation evaluate evaluating "
        "dev devel devset development holdout heldout".split(),
        Split.VAL,
    ),
    **dict.fromkeys("test testing tst testset te".split(), Split.TEST),
}
"""Words of a name that say which data it was measured on."""

LOSSES: dict[str, str] = {
    "loss": "loss losses lossfn lossvalue criterion objective cost",
    "mse": "mseloss",
    "mae": "l1loss maeloss",
    "huber": "huberloss smoothl1loss smoothl1 huber",
    "rmse": "rmseloss",
    "cross_entropy": "ce crossentropy crossentropyloss celoss xent xentropy cewords cemeanwords cemean categoricalcrossentropy "
    "sparsecategoricalcrossentropy crossentropymeanwords softmaxloss mlogloss multilogloss multiclass",
    "bce": "bce bceloss binarycrossentropy binarycrossentropyloss logloss binarylogloss bcewithlogits",
    "nll": "nll nllloss negativeloglikelihood negloglikelihood neglogp",
    "hinge": "hingeloss hinge",
    "ctc": "ctc ctcloss",
    "focal": "focalloss",
    "triplet": "tripletloss",
    "contrastive": "infonce contrastiveloss ntxent",
}
"""Kind of loss to the spellings that name one even where nothing else says ``loss``."""

METRICS: dict[str, tuple[Goal, str]] = {
    "accuracy": (MAX, "accuracy acc accuracies accu categoricalaccuracy binaryaccuracy sparsecategoricalaccuracy aacc accuracyscore "
                      "correct tokenaccuracy meantokenaccuracy nextsentaccuracy maskedaccuracy accpercent wordacc"),
    "top1": (MAX, "top1 top1acc acc1 accuracy1 acctop1 top1accuracy accuracytop1 prec1 acc1avg"),
    "top5": (MAX, "top5 top5acc acc5 accuracy5 acctop5 top5accuracy accuracytop5 prec5 topkcategoricalaccuracy "
                  "top5categoricalaccuracy sparsetopkcategoricalaccuracy"),
    "top3": (MAX, "top3 top3acc acc3 acctop3 top3accuracy"),
    "balanced_accuracy": (MAX, "balancedaccuracy balancedacc bacc balacc uar meanclassacc meanclassaccuracy macc mean1 accmean1 "
                               "accmean accmean1class averageclassaccuracy"),
    "hellaswag": (MAX, "hellaswag hella hellaswagaccuracy hellaswagacc"),
    "error_rate": (MIN, "errorrate error err errors top1err top1error top1errorrate err1 classificationerror binaryerror multierror merror "
                        "misclassification zerooneloss top5err top5error"),
    "f1": (MAX, "f1 f1score fscore f1macro macrof1 f1micro microf1 f1weighted weightedf1 fmeasure f1m dicef1 tokenf1 spanf1 entsf nerf1 "
                "fbeta f05 f2score fbetascore entf overallf1 seqevalf1"),
    "precision": (MAX, "precision prec ppv precisions entsp"),
    "recall": (MAX, "recall sensitivity tpr rec truepositiverate recalls entsr"),
    "specificity": (MAX, "specificity tnr"),
    "auroc": (MAX, "auc auroc rocauc aucroc aucscore rocaucscore areaundercurve"),
    "average_precision": (MAX, "ap avgprecision averageprecision aucpr prauc auprc apscore"),
    "ap50": (MAX, "ap50 ap05"),
    "ap75": (MAX, "ap75 ap075"),
    "map": (MAX, "map meanap meanaverageprecision coconbboxmap bboxmap segmmap cocombboxmap mapscore"),
    "map50": (MAX, "map50 map05 map5 meanap50"),
    "map75": (MAX, "map75 map075"),
    "map50_95": (MAX, "map5095 map05095 map050095 map595 map5to95 map05to095"),
    "iou": (MAX, "iou jaccard jaccardindex jaccardscore meaniou meaniouscore iouscore ious binaryiou onehotmeaniou jaccardcoef"),
    "miou": (MAX, "miou meanintersectionoverunion"),
    "dice": (MAX, "dice dsc dicecoef dicescore dicecoefficient meandice mdice pseudodice emafgdice meanfgdice averageglobalforegrounddice "
                  "globalforegrounddice diceavg dicemean"),
    "pq": (MAX, "pq panopticquality"),
    "ndcg": (MAX, "ndcg"),
    "mrr": (MAX, "mrr meanreciprocalrank"),
    "hit_rate": (MAX, "hitrate hits hitratio"),
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
    "correlation": (MAX, "correlation corr pearson pearsonr pcc pearsoncorr correlationcoefficient corrcoef ccc cc concordance "
                         "pearsoncorrelation"),
    "spearman": (MAX, "spearman spearmanr spearmancorr rankcorr spearmanrho ic rankic spearmancorrelation"),
    "kendall": (MAX, "kendall kendalltau"),
    "kappa": (MAX, "kappa qwk cohenkappa cohenskappa quadraticweightedkappa quadratickappa"),
    "mcc": (MAX, "mcc matthews matthewscorrelation matthewscorrcoef phi"),
    "mae": (MIN, "mae l1 meanabsoluteerror meanabserror l1error absoluteerror nmae"),
    "mse": (MIN, "mse l2 meansquarederror meansquareerror squarederror l2error nmse"),
    "rmse": (MIN, "rmse rootmeansquarederror rootmeansquareerror nrmse"),
    "mape": (MIN, "mape smape meanabsolutepercentageerror wape"),
    "rmsle": (MIN, "rmsle msle meansquaredlogarithmicerror"),
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
    "reward": (MAX, "reward rewards return returns eprewmean episoderewardmean episodereward meanreward averageepret epret avgreward rewardmean "
                    "mean100episodereward epreturn episodereturn cumulativereward averagereturn eprew meanreturn eprewardmean "
                    "environmentcumulativereward averagereward episodicreturn rewmean rew"),
    "success_rate": (MAX, "successrate success winrate wins solverate passrate"),
    "reward_accuracy": (MAX, "rewardsaccuracies rewardaccuracy"),
    "reward_margin": (MAX, "rewardsmargins rewardmargin"),
    "pass_at_k": (MAX, "pass1 passat1 pass10"),
    "silhouette": (MAX, "silhouette nmi ari"),
    "knn_accuracy": (MAX, "knnaccuracy knnacc knntop1 linearprobe"),
    "score": (MAX, "score"),
}  # fmt: skip
"""Metric to its better direction and spellings."""

GENERIC = frozenset({"error", "err", "errors", "score", "cost", "cc", "ic", "hits", "success", "return", "returns", "correct",
                     "objective", "rec", "map", "ap", "is", "per", "phi", "l1", "l2", "em", "exact", "ce", "multiclass", "fit",
                     "learn", "te", "tr", "wins", "criterion", "rew", "ter", "mos", "las"})  # fmt: skip
"""Spellings that mean something else in other trades; they yield to a surer word and do not prove a training log."""

SIGNALS: dict[str, str] = {
    "lr": "lr learningrate lr0 lrs lrate curlr currentlr baselr pg0 pg1 pg2 lr1 lr2 lrpg0 lrpg1 lrpg2 xlr0 xlr1 xlr2 learningrates lrgroup0",
    "grad_norm": "gradnorm gradientnorm gnorm gradsnorm gradientsnorm totalgradnorm globalgradnorm grad2norm grad20norm gradl2norm "
    "normgrad gradnorml2 totalnorm gradientl2norm grad2normtotal grad20normtotal gradglobalnorm gradientglobalnorm",
    "weight_norm": "weightnorm weightsnorm paramnorm parameternorm paramsnorm wnorm parametersnorm modelnorm weightl2 paramsl2norm",
    "update_ratio": "updateratio updatetoweightratio updateweightratio updateparamratio updatetodata updatedataratio updateratios "
    "weightupdateratio updatetoparamratio",
    "loss_scale": "lossscale lossscaler scaler gradscale gradscaler scalerscale ampscale dynamiclossscale scalegrad lossscaling",
    "variance_ratio": "varianceratio varratio stdratio spreadratio predtargetstdratio ratiostd stdratiopredtarget predtrueratio "
    "predstdtargetstd predstdratio predvarratio outputstdratio",
    "pred_range": "predrange predspread predictionrange outputrange predictionspread predsrange",
    "entropy": "entropy policyentropy actionentropy entropymean avgentropy meanentropy",
    "kl": "kl approxkl kldiv kldivergence klmean meankl policykl avgkl klqp kld objectivekl klpq oldapproxkl",
    "clip_fraction": "clipfraction clipfrac clippedfraction clipratio cliprate",
    "explained_variance": "explainedvariance vfexplainedvar explainedvar vfexplainedvariance ev",
    "step_time": "steptime itertime batchtime timeperstep timestep secperstep msstep msbatch secstep iterationtime timeperiter stime "
    "trainsteptime elapsedtimeperiterationms elapsedtimeperiteration timeiter sit sbatch dt mstoken",
    "data_time": "datatime dataloadtime loadtime dataloadingtime dataloadertime dataloading timedata dataloaderms",
    "throughput": "throughput toks tokensps tokenspersec tokenspersecond samplespersecond samplespersec its itersec stepspersecond stepspersec "
    "fps wps ups ips imgs imgsec imagespersec imagespersecond examplespersecond examplespersec mfu tflops wordspersec "
    "throughputimagespersec trainsamplespersecond trainstepspersecond samplessec tokssec tokenssec wordss tgs timefps "
    "samples/s qps itps sentssec tokspersec flops tokpersec",
    "memory": "memory mem gpumem gpumemory maxmem maxmemory cudamem peakmem peakmemory gpumemgb memorygb memorymb memalloc maxmemoryallocated "
    "allocatedmem gpuram ram rss vram gpumemoryallocated memreserved reservedmem gb memgb memmb",
    "gpu_util": "gpuutil gpuutilization gpuload utilization gpu",
    "time": "time walltime elapsed elapsedtime runtime duration timestamp seconds epochtime epochtimesec trainruntime totaltime timeelapsed "
    "timetotals secs totalminutes trainwall wall relativetime timethisiters timestotal epochduration eta remainingtime remaining",
}
"""Roles that are neither loss nor metric, to their spellings."""

COUNTERS = frozenset(
    "count total counts number num n size length len lengths steps samples examples tokens words total_flos flos nupdates "
    "eplenmean eplen episodelength meanepisodelength percentage progress totalflos totaltokens numtokens inputtokensseen "
    "best bestepoch patience stalled lambda beta alpha temperature seed batchsize targets imgsize imagesize support "
    "id idx index fold row run trial weight ratio fraction samplesseen memoryused wps".split()
)
"""Glued names that count or control something and are never a metric."""

OTHER_NAMES: dict[str, str] = {
    "episode_length": "eplenmean eplen episodelength meanepisodelength eplenmeanepisodes episodelengthmean averageeplen meaneplen",
    "clipped_completions": "completionsclippedratio",
    "momentum": "momentum",
}
"""Quantities that are told by name but judged by no rule."""

PRED_WORDS = frozenset(
    "pred preds prediction predictions predicted ypred yhat output outputs ypredforloss predforloss".split()
)
TARGET_WORDS = frozenset(
    "target targets true ytrue label labels actual gt groundtruth ytrueforloss truth ytarget".split()
)
STD_WORDS = frozenset("std sd stddev stdev sigma".split())
MEAN_WORDS = frozenset("mean avg average".split())

COMPONENTS = frozenset(
    "box obj cls dfl objectness mask kpt pose seg rpn reg recon reconstruction rec kl kld aux auxiliary mlm nsp commit commitment "
    "codebook vq adv adversarial perceptual vgg l1 l2 tv cycle idt identity feat feature style content physics dynamics boundary "
    "initial pde ic bc policy value actor critic vf pi v q entropy classifier classification regression centerness smooth "
    "variance invariance covariance penalty regularization regularizer distill distillation kd ctc att attention ce bce dice iou "
    "angle giou l2reg decoder encoder gp gan mse mae huber moe balance load zloss z router contrastive triplet center temporal "
    "spatial consistency prior posterior latent gen disc duration pitch energy mel stop gate guided".split()
)
"""Words before or after ``loss`` that name a term of a sum rather than a data set."""

GENERATOR_WORDS = frozenset({"g", "gen", "generator", "netg"})
DISCRIMINATOR_WORDS = frozenset({"d", "dis", "disc", "discriminator", "netd"})

FILLER = frozenset(
    "step epoch avg average mean running smooth smoothed ema current cur main metrics metric value values final global per "
    "batch rollout x combined stats statistics log logs performance monitor percent pct in on of the for set net output history "
    "data minibatch mini micro macro weighted result results tot model s this during interval smoothedvalue med median "
    "overall all charts iter iteration ms sec at and param params group pg".split()
)
"""Words that decorate a name without changing what was measured."""

WHOLE_WORDS = frozenset("total overall sum full joint combined all".split())

DERIVED_WORDS = frozenset(
    "best max min std var lowest highest stddev diff delta gap change improvement minimum maximum sem".split()
)
"""A running best or a spread of a metric is not the metric."""

EVALUATED = frozenset({"map", "map50", "map50_95", "map75", "ap50", "ap75", "average_precision", "miou", "bleu", "rouge", "chrf", "meteor",
                       "wer", "cer", "fid", "inception_score", "exact_match", "hellaswag", "ndcg", "mrr", "las", "uas", "ter", "comet",
                       "knn_accuracy", "eer"})  # fmt: skip
"""Metrics that cost a pass over held-out data, so that a bare name means validation."""

EXACT: dict[str, tuple[str, str]] = {
    "trl": ("train_loss", "loss"),
    "tel": ("val_loss", "loss"),
    "gnorm": ("grad_norm", "grad_norm"),
    "norm": ("grad_norm", "grad_norm"),
    "lossv": ("train_loss_part", "value"),
    "losspi": ("train_loss_part", "policy"),
    "lossq": ("train_loss_part", "value"),
    "averageepret": ("train_metric", "reward"),
    "hellaswagaccuracy": ("val_metric", "hellaswag"),
    "data": ("data_time", "data_time"),
    "emafgdice": ("val_metric", "dice"),
    "pseudodice": ("val_metric", "dice"),
}
"""Whole glued names whose meaning no structure tells."""

FOREIGN: dict[str, str] = {
    "损失": " loss ", "训练": " train ", "验证": " val ", "测试": " test ", "准确率": " accuracy ", "精度": " accuracy ",
    "学习率": " lr ", "正确率": " accuracy ", "召回率": " recall ", "손실": " loss ", "정확도": " accuracy ", "訓練": " train ",
    "検証": " val ", "損失": " loss ", "正解率": " accuracy ", "потери": " loss ", "точность": " accuracy ", "perte": " loss ",
    "verlust": " loss ", "genauigkeit": " accuracy ", "pérdida": " loss ", "précision": " precision ", "轮次": " epoch ",
}  # fmt: skip
"""Words of other languages met in logs."""
