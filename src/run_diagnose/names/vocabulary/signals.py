"""Roles that are neither loss nor metric: learning rate, norms, spreads, speed, memory."""

from __future__ import annotations

from run_diagnose.names.vocabulary.spelled import words

SIGNALS: dict[str, str] = {
    "lr": """
        lr learningrate lr0 lrs lrate curlr currentlr baselr pg0 pg1 pg2 lr1 lr2 lrpg0 lrpg1 lrpg2 xlr0 xlr1 xlr2
        learningrates lrgroup0 learingrate learnrate
    """,
    "grad_norm": """
        gradnorm gradientnorm gnorm gradsnorm gradientsnorm totalgradnorm globalgradnorm grad2norm grad20norm
        gradl2norm normgrad gradnorml2 totalnorm gradientl2norm grad2normtotal grad20normtotal gradglobalnorm
        gradientglobalnorm gradnorms gradientnorms grdn l2grads
    """,
    "weight_norm": """
        weightnorm weightsnorm paramnorm parameternorm paramsnorm wnorm parametersnorm modelnorm weightl2 paramsl2norm
        l2params l2weights
    """,
    "update_ratio": """
        updateratio updatetoweightratio updateweightratio updateparamratio updatetodata updatedataratio updateratios
        weightupdateratio updatetoparamratio
    """,
    "loss_scale": """
        lossscale lossscaler scaler gradscale gradscaler scalerscale ampscale dynamiclossscale scalegrad lossscaling
    """,
    "variance_ratio": """
        varianceratio varratio stdratio spreadratio predtargetstdratio ratiostd stdratiopredtarget predtrueratio
        predstdtargetstd predstdratio predvarratio outputstdratio
    """,
    "pred_range": "predrange predspread predictionrange outputrange predictionspread predsrange",
    "entropy": "entropy policyentropy actionentropy entropymean avgentropy meanentropy",
    "kl": """
        kl approxkl kldiv kldivergence klmean meankl policykl avgkl klqp kld objectivekl klpq oldapproxkl
    """,
    "clip_fraction": "clipfraction clipfrac clippedfraction clipratio cliprate",
    "explained_variance": "explainedvariance vfexplainedvar explainedvar vfexplainedvariance ev",
    "step_time": """
        steptime itertime batchtime timeperstep timestep secperstep msstep msbatch secstep iterationtime timeperiter
        stime batchcost trainsteptime elapsedtimeperiterationms elapsedtimeperiteration timeiter sit sbatch dt mstoken
    """,
    "data_time": """
        datatime datacost readercost dataloadtime loadtime dataloadingtime dataloadertime dataloading timedata
        dataloaderms
    """,
    "throughput": """
        throughput sps toks tokensps tokenspersec tokenspersecond samplespersecond samplespersec its itersec
        stepspersecond stepspersec fps wps ups ips imgs imgsec imagespersec imagespersecond examplespersecond
        examplespersec mfu tflops wordspersec throughputimagespersec trainsamplespersecond trainstepspersecond
        samplessec tokssec tokenssec wordss tgs timefps samples/s qps itps sentssec tokspersec flops tokpersec
        spspergpu tpspergpu tokenspersecpergpu tokenspersecondpergpu samplespersecpergpu tokensperdaypergpu
    """,
    "memory": """
        memory mem gpumem gpumemory maxmem maxmemory cudamem peakmem peakmemory gpumemgb memorygb memorymb memalloc
        maxmemoryallocated allocatedmem gpuram ram rss vram gpumemoryallocated memreserved reservedmem gb memgb memmb
    """,
    "gpu_util": "gpuutil gpuutilization gpuload utilization gpu",
    "time": """
        time walltime elapsed elapsedtime runtime duration timestamp seconds epochtime epochtimesec trainruntime
        totaltime timeelapsed timetotals secs totalminutes trainwall wall relativetime timethisiters timestotal
        epochduration timecost costtime timeconsuming timeconsumed timespent timeused
        usedtime timetaken eta remainingtime remaining sec mins durationmin durationsec durations epochsec
    """,
}
"""Role to its spellings."""

OTHER_NAMES: dict[str, str] = {
    "episode_length": """
        eplenmean eplen episodelength meanepisodelength eplenmeanepisodes episodelengthmean averageeplen meaneplen
    """,
    "clipped_completions": "completionsclippedratio",
    "momentum": "momentum",
    "update_norm": "l2updates updatenorm updatesnorm",
    "loss_of_something": """
        packetloss pktloss pathloss powerloss heatloss stoploss profitloss profitandloss pnl insertionloss
        transmissionloss lossratio weightlosskg
    """,
}
"""Quantities that are told by name but judged by no rule."""

PRED_WORDS = words("""
    pred preds prediction predictions predicted ypred yhat output outputs ypredforloss predforloss
""")
TARGET_WORDS = words("""
    target targets true ytrue label labels actual gt groundtruth ytrueforloss truth ytarget
""")
STD_WORDS = words("std sd stddev stdev sigma")
MEAN_WORDS = words("mean avg average")
"""Subjects and figures of the spread of predictions and targets, in either order."""

COUNTERS = words("""
    count total counts number num n size length len lengths steps samples examples tokens words total_flos flos
    nupdates eplenmean eplen episodelength meanepisodelength percentage progress totalflos totaltokens numtokens
    inputtokensseen best bestepoch patience stalled lambda beta alpha temperature seed batchsize targets imgsize
    imagesize support id idx index fold row run trial weight ratio fraction samplesseen memoryused wps
""")
"""Glued names that count or control something and are never a metric."""
